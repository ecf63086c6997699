package io.conec.cli;

import io.vertx.core.json.JsonObject;
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
  public synchronized void event(String event, JsonObject fields, String text) {
    print(out, event, fields, text);
  }

  /** Like {@link #event} on stderr, for commands whose stdout carries data. */
  synchronized void eventBesideData(String event, JsonObject fields, String text) {
    print(err, event, fields, text);
  }

  /** Prints a hint for people to stderr; scripts do not get it. */
  synchronized void note(String text) {
    if (!json) {
      err.println(text);
      err.flush();
    }
  }

  /** Prints text for people to stdout; scripts do not get it. */
  public synchronized void text(String text) {
    if (!json) {
      out.println(text);
      out.flush();
    }
  }

  private void print(PrintWriter writer, String event, JsonObject fields, String text) {
    writer.println(json ? new JsonObject().put("event", event).mergeIn(fields).encode() : text);
    writer.flush();
  }
}
