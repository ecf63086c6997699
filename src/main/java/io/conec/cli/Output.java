package io.conec.cli;

import io.conec.impl.util.Printable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;

/** Prints events, as lines for people or as JSON objects for scripts. */
public final class Output {

  private final PrintWriter out;
  private final PrintWriter err;
  private final OutputStream bytes;
  private final boolean json;

  /** @param bytes where {@code out} writes to */
  Output(PrintWriter out, PrintWriter err, OutputStream bytes, boolean json) {
    this.out = out;
    this.err = err;
    this.bytes = bytes;
    this.json = json;
  }

  /** Returns whether the output is for scripts. */
  public boolean isJson() {
    return json;
  }

  /** Prints to stdout: {@code text}, or {@code fields} with the event's name. */
  public void event(String event, JsonObject fields, String text) {
    print(out, event, fields, text);
  }

  /** Like {@link #event} on stderr, for commands whose stdout carries data. */
  void eventBesideData(String event, JsonObject fields, String text) {
    print(err, event, fields, text);
  }

  /**
   * Like {@link #event} for events that people do not want among the data: they get them on stderr, scripts on stdout.
   */
  void aside(String event, JsonObject fields, String text) {
    print(json ? out : err, event, fields, text);
  }

  /** Prints a hint for people to stderr; scripts do not get it. */
  void note(String text) {
    if (!json) {
      print(err, text);
    }
  }

  /** Prints text with colors to stdout; the text must be trusted; scripts do not get it. */
  public void styled(String text) {
    if (!json) {
      println(out, text);
    }
  }

  /** Like {@link #event} for trusted text with colors. */
  public void styledEvent(String event, JsonObject fields, String text) {
    if (json) {
      event(event, fields, text);
    } else {
      println(out, text);
    }
  }

  /** Writes bytes to stdout unchanged. */
  void raw(byte[] data) {
    try {
      bytes.write(data);
    } catch (IOException e) {
      throw new CommandException("cannot write to stdout: " + e.getMessage(), e);
    }
  }

  /** Returns whether stdout is broken; the reason is reported at the end of the command. */
  boolean isBroken() {
    return out.checkError();
  }

  /** Ends a command that only prints, when stdout is broken. */
  void requireReader() throws Stopped {
    if (isBroken()) {
      throw new Stopped();
    }
  }

  private void print(PrintWriter writer, String event, JsonObject fields, String text) {
    print(writer, json ? new JsonObject().put("event", event).mergeIn(fields).encode() : text);
  }

  /** The text may come from a peer: it must not control the terminal. */
  private static void print(PrintWriter writer, String text) {
    println(writer, Printable.lines(text));
  }

  /** A blocked stdout must not block stderr. */
  private static void println(PrintWriter writer, String line) {
    synchronized (writer) {
      writer.println(line);
      writer.flush();
    }
  }
}
