package io.conec.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads what the parent process says, and ends the command when the parent is gone: the pipe ends with the parent,
 * however that died.
 */
public final class StdinLines {

  private StdinLines() {
  }

  /** Starts reading; the handler is called on a thread of its own. */
  public static void start(CommandRuntime app, Consumer<String> handler) {
    Thread thread = new Thread(() -> {
      read(handler);
      app.stop();
    }, "conec-stdin");
    thread.setDaemon(true);
    thread.start();
  }

  private static void read(Consumer<String> handler) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        handler.accept(line);
      }
    } catch (IOException gone) {
      // The same as the end.
    }
  }
}
