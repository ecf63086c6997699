package io.conec.cli;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only a process can show; all other tests of commands run them in their own JVM. */
class ProcessTest {

  private static final int SIZE = 300_000;

  @TempDir
  static Path directory;

  private static ConecCommand coordinator;
  /** The file is relative to the directory of the process. */
  private static Map<String, String> environment;

  @BeforeAll
  static void startCoordinator() throws Exception {
    coordinator = ConecCommand.start(directory, "coordinator", "--host", "127.0.0.1", "--port", "0", "--json");
    JsonObject listening = coordinator.event("listening");
    environment = Map.of("CONEC_COORDINATOR", listening.getString("coordinator"),
      "CONEC_TRUST", directory.relativize(Path.of(listening.getString("trust"))).toString());
  }

  @AfterAll
  static void stopCoordinator() throws Exception {
    coordinator.close();
  }

  private static JsonObject next(String event, String id) throws Exception {
    JsonObject json = new JsonObject(coordinator.line());
    while (!json.getString("event").equals(event) || !json.getString("id").equals(id)) {
      json = new JsonObject(coordinator.line());
    }
    return json;
  }

  /** A process, because only a process gets signals. */
  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsACommandInGoodOrder(String signal, int exitCode) throws Exception {
    try (ConecProcess reader = ConecProcess.start(directory, environment, null, null,
      "broadcast", "news", "--read-only", "--id", "reader")) {
      awaitUntil(() -> !reader.errors().isEmpty());
      assertEquals(0, new ProcessBuilder("kill", "-" + signal, "" + reader.process().pid()).start().waitFor());
      reader.assertExit(exitCode);
      assertEquals(List.of("conec: joined news as reader, Ctrl-C leaves"), reader.errors());
      next("left", "reader");
    }
  }

  /** Processes, because the descriptors of their stdin and stdout are files. */
  @Test
  void aFileCrosses() throws Exception {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    Path file = Files.write(directory.resolve("file"), content);
    Path copy = directory.resolve("copy");
    try (ConecProcess listen = ConecProcess.start(directory, environment, null, copy.toFile(),
      "listen", "--id", "depot")) {
      next("arrived", "depot");
      awaitUntil(() -> !listen.errors().isEmpty());
      try (ConecProcess pipe = ConecProcess.start(directory, environment, file.toFile(), null, "pipe", "depot")) {
        pipe.assertExit(0);
        listen.assertExit(0);
      }
    }
    assertEquals(-1, Files.mismatch(file, copy));
  }

  /** A process, because its stdin and stdout are pipes to processes: {@code head} closes its end. */
  @Test
  void inAPipelineItReadsAllAndEndsWithItsReader() throws Exception {
    try (ConecCommand serve = ConecCommand.start(directory, "serve", "a", "--id", "server", "--coordinator",
      environment.get("CONEC_COORDINATOR"), "--trust", directory.resolve(environment.get("CONEC_TRUST")).toString())) {
      serve.line();
      try (ConecProcess request = ConecProcess.startInShell(directory, environment,
        "echo hello | { %s; echo $? > code; } | head -n 1", "request", "server", "a", "-", "--count", "1000000")) {
        assertEquals("hello", request.line());
        request.assertExit(0);
        assertEquals("1", Files.readString(directory.resolve("code")).strip());
        assertEquals(List.of("conec: cannot write to stdout: Broken pipe"), request.errors());
      }
    }
  }
}
