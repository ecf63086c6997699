package io.conec.cli;

import io.conec.impl.util.Printable;
import io.vertx.core.json.JsonObject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;

/** Prints each thing that happens, as a line for people or as a JSON object for scripts. */
public final class Output {

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;

  Output(PrintWriter out, PrintWriter err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /** Whether the output is for scripts. */
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

  /** Like {@link #event} for what people do not want among the data: they get it on stderr, scripts on stdout. */
  void aside(String event, JsonObject fields, String text) {
    print(json ? out : err, event, fields, text);
  }

  /** Prints a hint for people to stderr; scripts do not get it. */
  void note(String text) {
    if (!json) {
      print(err, text);
    }
  }

  /** Prints text with colors to stdout, in which nothing is from outside; scripts do not get it. */
  public void styled(String text) {
    if (!json) {
      println(out, text);
    }
  }

  /** Like {@link #event} for text with colors, in which nothing is from outside. */
  public void styledEvent(String event, JsonObject fields, String text) {
    if (json) {
      event(event, fields, text);
    } else {
      println(out, text);
    }
  }

  /** Writes bytes to stdout as they are. */
  void raw(byte[] bytes) {
    try {
      new FileOutputStream(FileDescriptor.out).write(bytes);
    } catch (IOException e) {
      throw new CommandException("cannot write to stdout: " + e.getMessage(), e);
    }
  }

  /** Whether a person sees stdout, and not a file or a program; the launcher knows. */
  static boolean isTerminal() {
    return Boolean.getBoolean("conec.terminal");
  }

  /** Whether stdout takes nothing any more; why is said when the command ends. */
  boolean isBroken() {
    return out.checkError();
  }

  /** Ends a command that has nothing to do but to print. */
  void requireReader() throws Stopped {
    if (isBroken()) {
      throw new Stopped();
    }
  }

  private void print(PrintWriter writer, String event, JsonObject fields, String text) {
    print(writer, json ? new JsonObject().put("event", event).mergeIn(fields).encode() : text);
  }

  /** Whatever is in the text came from outside, maybe: it must not control the terminal. */
  private static void print(PrintWriter writer, String text) {
    println(writer, Printable.lines(text));
  }

  /** A stdout that takes nothing must not keep anybody from stderr. */
  private static void println(PrintWriter writer, String line) {
    synchronized (writer) {
      writer.println(line);
      writer.flush();
    }
  }
}
