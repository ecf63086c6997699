package io.conec.cli;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A command in the JVM of the test, because a {@link ConecProcess} takes seconds to start. Its stdin and stdout are
 * pipes of the operating system.
 */
final class ConecCommand implements AutoCloseable {

  private final Pipe stdin;
  private final Pipe stdout;
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final PrintedLines lines = new PrintedLines();
  private final List<Runnable> ctrlC = new ArrayList<>();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final ThreadGroup threads = new ThreadGroup("conec");
  private boolean stopped;

  private ConecCommand() throws IOException {
    stdin = Pipe.open();
    stdout = Pipe.open();
  }

  /** Starts a command; {@code directory} is where it keeps its state. */
  static ConecCommand start(Path directory, String... arguments) throws IOException {
    return start(directory, null, null, arguments);
  }

  /** Starts a command with this stdin and stdout, {@code null} for pipes; they are closed at the end. */
  static ConecCommand start(Path directory, InputStream stdin, OutputStream stdout,
    String... arguments) throws IOException {
    ConecCommand command = startUnread(directory, stdin, stdout, arguments);
    command.readOutput();
    return command;
  }

  /** Starts a command of which nobody reads the output yet. */
  static ConecCommand startUnread(Path directory, String... arguments) throws IOException {
    return startUnread(directory, null, null, arguments);
  }

  private static ConecCommand startUnread(Path directory, InputStream stdin, OutputStream stdout,
    String... arguments) throws IOException {
    ConecCommand command = new ConecCommand();
    command.run(new Invocation(
      stdin == null ? Channels.newInputStream(command.stdin.source()) : stdin,
      stdout == null ? Channels.newOutputStream(command.stdout.sink()) : stdout,
      command.stderr, false, new Environment(Map.of("XDG_STATE_HOME", directory.toString())), command::onCtrlC, false),
      arguments);
    return command;
  }

  /** Runs a command to its end, which must be this exit code; returns what it printed to stdout. */
  static List<String> run(int exitCode, String... arguments) throws Exception {
    try (ConecCommand command = start(Path.of("no state"), arguments)) {
      command.assertExit(exitCode);
      return command.lines.all();
    }
  }

  /** Runs a command that must fail with this exit code; returns the one line that it says on stderr. */
  static String fail(int exitCode, String... arguments) throws Exception {
    try (ConecCommand command = start(Path.of("no state"), arguments)) {
      command.assertExit(exitCode);
      List<String> said = command.errors();
      assertEquals(1, said.size(), () -> "lines on stderr: " + said);
      assertTrue(said.get(0).startsWith("conec: "), said.get(0));
      return said.get(0);
    }
  }

  /** Returns what a command has that reads nothing and ends by itself. */
  static Invocation invocation(OutputStream stdout, OutputStream stderr) {
    return new Invocation(InputStream.nullInputStream(), stdout, stderr, false, new Environment(Map.of()),
      action -> { }, false);
  }

  private void run(Invocation invocation, String... arguments) {
    new Thread(threads, () -> {
      // As at the end of a process, this end of the pipes is closed.
      try (InputStream in = invocation.stdin(); OutputStream out = invocation.stdout()) {
        exit.complete(Conec.run(invocation, arguments));
      } catch (Throwable e) {
        exit.completeExceptionally(e);
      }
    }, "conec").start();
  }

  private synchronized void onCtrlC(Runnable action) {
    if (stopped) {
      throw new IllegalStateException("the command was stopped");
    }
    ctrlC.add(action);
  }

  /** Begins to read the output. */
  void readOutput() {
    lines.read(Channels.newInputStream(stdout.source()));
  }

  /** Closes the pipe of the output, as {@code head} does. */
  void closeOutput() throws IOException {
    stdout.source().close();
  }

  /** Returns the next line on stdout. */
  String line() throws Exception {
    return lines.next(this::errors);
  }

  /** Returns the next line on stdout, of a command with {@code --json}, which must be this event. */
  JsonObject event(String event) throws Exception {
    return lines.event(event, this::errors);
  }

  /** Writes to stdin. */
  void type(String text) throws IOException {
    type(text.getBytes(StandardCharsets.UTF_8));
  }

  void type(byte[] bytes) throws IOException {
    Channels.newOutputStream(stdin.sink()).write(bytes);
  }

  /** Ends stdin. */
  void endInput() throws IOException {
    stdin.sink().close();
  }

  /** Returns all lines on stderr so far. */
  List<String> errors() {
    return stderr.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** Presses Ctrl-C; returns when the command has closed everything. */
  void stop() {
    List<Runnable> actions;
    synchronized (this) {
      stopped = true;
      actions = List.copyOf(ctrlC);
    }
    actions.forEach(Runnable::run);
  }

  void assertExit(int exitCode) throws Exception {
    try {
      assertEquals(exitCode, exit.get(PrintedLines.DEADLINE_SECONDS, TimeUnit.SECONDS), () -> "stderr: " + errors());
    } catch (TimeoutException e) {
      throw new AssertionError("still running; stderr: " + errors(), e);
    }
  }

  /** Ends the command if it still runs. Its threads have to end, too. */
  @Override
  public void close() throws Exception {
    stdin.sink().close();
    stop();
    if (!lines.isReading()) {
      closeOutput();
    }
    exit.get(PrintedLines.DEADLINE_SECONDS, TimeUnit.SECONDS);
    stdin.source().close();
    stdout.sink().close();
    lines.all();
    stdout.source().close();
    awaitUntil(() -> blockingThreads() == 0);
  }

  private long blockingThreads() {
    Thread[] all = new Thread[100];
    return Arrays.stream(all, 0, threads.enumerate(all))
      .filter(thread -> thread.getName().startsWith("conec-"))
      .count();
  }
}
