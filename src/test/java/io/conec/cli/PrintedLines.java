package io.conec.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The lines that a command prints to stdout, in the order in which it prints them. */
final class PrintedLines {

  static final long DEADLINE_SECONDS = 30;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private Thread reader;

  /** Reads everything until the end. */
  void read(InputStream stdout) {
    reader = new Thread(() -> copy(stdout), "stdout of conec");
    reader.setDaemon(true);
    reader.start();
  }

  boolean isReading() {
    return reader != null;
  }

  private void copy(InputStream stdout) {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(stdout, StandardCharsets.UTF_8))) {
      in.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException gone) {
      // The command was killed.
    }
  }

  /** Returns the next line. */
  String next(Supplier<List<String>> errors) throws InterruptedException {
    String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(line, () -> "no more output; stderr: " + errors.get());
    return line;
  }

  /** Returns the next line, which must be this event as JSON. */
  JsonObject event(String event, Supplier<List<String>> errors) throws InterruptedException {
    JsonObject json = new JsonObject(next(errors));
    assertEquals(event, json.getString("event"), json.encode());
    return json;
  }

  /** Waits for the end of stdout; returns the lines that are not taken. */
  List<String> all() throws InterruptedException {
    if (reader != null) {
      reader.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
    }
    return List.copyOf(lines);
  }
}
