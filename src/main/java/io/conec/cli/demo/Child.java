package io.conec.cli.demo;

import io.conec.cli.CommandException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process of the demo: says what it does in JSON lines, and ends when its stdin does. */
final class Child {

  private static final Duration KILL_AFTER = Duration.ofSeconds(2);

  /** Set by the launcher to the archive of classes that it uses itself. */
  private static final String CLASS_ARCHIVE = "conec.archive";

  private static final JsonObject ENDED = new JsonObject();

  private final String name;
  private final Process process;
  private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
  private volatile String lastError = "";

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /** Starts this very program once more, with other arguments. */
  static Child start(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(
      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData"));
    String archive = System.getProperty(CLASS_ARCHIVE);
    if (archive != null) {
      command.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-Xlog:all=error,cds=off:stderr"));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.conec.cli.Conec"));
    command.addAll(arguments);
    Child child = new Child(name, new ProcessBuilder(command).start());
    child.read("out", child.process.getInputStream(), child::event, () -> child.events.add(ENDED));
    child.read("err", child.process.getErrorStream(), child::error, () -> { });
    return child;
  }

  private void read(String stream, InputStream input, Consumer<String> handler, Runnable atEnd) {
    Thread thread = new Thread(() -> {
      try (BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
        lines.lines().forEach(handler);
      } catch (IOException | UncheckedIOException gone) {
        // The process was killed.
      } finally {
        atEnd.run();
      }
    }, "conec-" + name + "-" + stream);
    thread.setDaemon(true);
    thread.start();
  }

  private void event(String line) {
    try {
      events.add(new JsonObject(line));
    } catch (DecodeException notJson) {
      lastError = line;
    }
  }

  private void error(String line) {
    try {
      lastError = new JsonObject(line).getString("message", line);
    } catch (DecodeException fromTheJvm) {
      lastError = line;
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Waits for what the process has to say next, which must be this event. */
  JsonObject expect(String event, Duration deadline) throws InterruptedException {
    JsonObject next = events.poll(deadline.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new CommandException(name + " did not say '" + event + "' within "
        + deadline.toSeconds() + " s" + because());
    } else if (next == ENDED) {
      throw new CommandException(name + " ended too early" + because());
    } else if ("failed".equals(next.getString("event"))) {
      throw new CommandException(name + " failed at '" + next.getString("step") + "': " + next.getString("message"));
    } else if (!event.equals(next.getString("event"))) {
      throw new CommandException(name + " said " + next.encode() + " instead of '" + event + "'" + because());
    }
    return next;
  }

  private String because() {
    return lastError.isEmpty() ? "" : ": " + lastError;
  }

  /** Has the process end by itself, or kills it; returns its exit code. */
  int stop() throws InterruptedException {
    try {
      process.getOutputStream().close();
    } catch (IOException gone) {
      // It has ended already.
    }
    if (!process.waitFor(KILL_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
    }
    return process.exitValue();
  }
}
