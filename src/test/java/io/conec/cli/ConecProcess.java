package io.conec.cli;

import io.conec.test.Jvm;
import io.vertx.core.json.JsonObject;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The command in a JVM of its own, as a user starts it. */
final class ConecProcess implements AutoCloseable {

  private final Process process;
  private final PrintedLines lines = new PrintedLines();
  private final Path errors;

  private ConecProcess(Process process, Path errors, boolean readLines) {
    this.process = process;
    this.errors = errors;
    if (readLines) {
      lines.read(process.getInputStream());
    }
  }

  /**
   * Starts a command with files as its stdin and stdout, {@code null} for pipes.
   *
   * @param directory its home and current directory
   */
  static ConecProcess start(Path directory, Map<String, String> environment, File stdin, File stdout,
    String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(arguments));
    if (stdin != null) {
      builder.redirectInput(stdin);
    }
    if (stdout != null) {
      builder.redirectOutput(stdout);
    }
    return start(directory, environment, builder, stdout == null);
  }

  /** Starts a command in a line of the shell, in which {@code %s} stands for it. */
  static ConecProcess startInShell(Path directory, Map<String, String> environment, String line,
    String... arguments) throws IOException {
    String quoted = command(arguments).stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    return start(directory, environment, new ProcessBuilder("sh", "-c", line.formatted(quoted)), true);
  }

  private static List<String> command(String... arguments) {
    // A test that runs in the background of a shell, or by nohup, ignores SIGINT, and its children would, too.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(Jvm.command());
    command.add(Conec.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static ConecProcess start(Path directory, Map<String, String> environment, ProcessBuilder builder,
    boolean readLines) throws IOException {
    Path errors = Files.createTempFile(directory, "stderr", "");
    builder.directory(directory.toFile()).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CONEC_") || name.equals("SSLKEYLOGFILE"));
    builder.environment().put("XDG_STATE_HOME", directory.toString());
    builder.environment().putAll(environment);
    return new ConecProcess(builder.start(), errors, readLines);
  }

  /** The next line on stdout. */
  String line() throws Exception {
    return lines.next(this::errors);
  }

  /** @return the next line of stdout, an event of this name */
  JsonObject event(String event) throws Exception {
    return lines.event(event, this::errors);
  }

  void assertExit(int exitCode) throws Exception {
    assertTrue(process.waitFor(PrintedLines.DEADLINE_SECONDS, TimeUnit.SECONDS),
      () -> "still running; stderr: " + errors());
    assertEquals(exitCode, process.exitValue(), () -> "stderr: " + errors());
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
