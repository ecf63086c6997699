package io.conec.cli;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  private static String[] atCoordinator(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--coordinator", environment.get("CONEC_COORDINATOR"),
      "--trust", directory.resolve(environment.get("CONEC_TRUST")).toString()));
    return all.toArray(new String[0]);
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
      assertEquals("conec: there is no broadcast with the name 'news'",
        ConecCommand.fail(1, atCoordinator("broadcast", "news", "--count")));
    }
  }

  /** A process, because the descriptors of its stdin and stdout are files. */
  @Test
  void filesCrossInBothDirections() throws Exception {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    Path file = Files.write(directory.resolve("file"), content);
    Path there = directory.resolve("there");
    Path back = directory.resolve("back");
    try (ConecProcess listen = ConecProcess.start(directory, environment, file.toFile(), there.toFile(),
      "listen", "--id", "depot", "--duplex")) {
      awaitUntil(() -> !listen.errors().isEmpty());
      try (ConecCommand pipe = ConecCommand.start(directory, Files.newInputStream(file), Files.newOutputStream(back),
        atCoordinator("pipe", "depot"))) {
        pipe.assertExit(0);
        listen.assertExit(0);
      }
    }
    assertEquals(-1, Files.mismatch(file, there));
    assertEquals(-1, Files.mismatch(file, back));
  }

  /** A process, because its stdin and stdout are pipes to processes: {@code head} closes its end. */
  @Test
  void inAPipelineItReadsAllAndEndsWithItsReader() throws Exception {
    try (ConecCommand serve = ConecCommand.start(directory, atCoordinator("serve", "a", "--id", "server"))) {
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
