package io.conec.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.test.Jvm;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The command in a JVM of its own, as a user starts it. */
final class ConecProcess implements AutoCloseable {

  static final long DEADLINE_SECONDS = 30;

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Path errors;

  private ConecProcess(Process process, Path errors, boolean readLines) {
    this.process = process;
    this.errors = errors;
    if (readLines) {
      Thread thread = new Thread(this::readLines);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Starts a command; {@code directory} is its home and current directory. */
  static ConecProcess start(Path directory, String... arguments) throws IOException {
    return start(directory, null, null, arguments);
  }

  /** Starts a command with files as its stdin and stdout. */
  static ConecProcess start(Path directory, File stdin, File stdout, String... arguments) throws IOException {
    List<String> command = Jvm.command();
    command.add(Conec.class.getName());
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile(directory, "stderr", "");
    ProcessBuilder builder = new ProcessBuilder(command)
      .directory(directory.toFile())
      .redirectError(errors.toFile());
    if (stdin != null) {
      builder.redirectInput(stdin);
    }
    if (stdout != null) {
      builder.redirectOutput(stdout);
    }
    builder.environment().keySet().removeIf(name -> name.startsWith("CONEC_") || name.equals("SSLKEYLOGFILE"));
    builder.environment().put("XDG_STATE_HOME", directory.toString());
    return new ConecProcess(builder.start(), errors, stdout == null);
  }

  /** Runs a command to its end, which must be this exit code; returns what it printed to stdout. */
  static List<String> run(Path directory, int exitCode, String... arguments) throws Exception {
    try (ConecProcess conec = start(directory, arguments)) {
      conec.assertExit(exitCode);
      return List.copyOf(conec.lines);
    }
  }

  /** Runs a command that must fail with this exit code; returns the one line that it says on stderr. */
  static String fail(Path directory, int exitCode, String... arguments) throws Exception {
    try (ConecProcess conec = start(directory, arguments)) {
      conec.assertExit(exitCode);
      List<String> said = conec.errors();
      assertEquals(1, said.size(), "lines on stderr: " + said);
      assertTrue(said.get(0).startsWith("conec: "), said.get(0));
      return said.get(0);
    }
  }

  private void readLines() {
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
      reader.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException gone) {
      // The process was killed.
    }
  }

  /** The next line on stdout. */
  String line() throws Exception {
    String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(line, () -> "no more output; stderr: " + errors());
    return line;
  }

  /** The next line on stdout, of a command with {@code --json}, which must be this event. */
  JsonObject event(String event) throws Exception {
    JsonObject json = new JsonObject(line());
    assertEquals(event, json.getString("event"), json.encode());
    return json;
  }

  void assertExit(int exitCode) throws Exception {
    assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), () -> "still running; stderr: " + errors());
    assertEquals(exitCode, process.exitValue(), () -> "stdout: " + lines + " stderr: " + errors());
  }

  List<String> errors() {
    try {
      return Files.readAllLines(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Process process() {
    return process;
  }

  @Override
  public void close() throws Exception {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
