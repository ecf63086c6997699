package io.conec.cli;

import io.conec.BroadcastMessage;
import io.conec.impl.util.Printable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.stream.Collectors;

/** The printed form of a message of a broadcast. */
final class BroadcastText {

  private BroadcastText() {
  }

  /** Returns the text for people: each line begins with the sender, so that one message cannot look like two. */
  public static String toText(BroadcastMessage message) {
    String text = readable(message.body());
    if (text.isEmpty()) {
      return message.sender() + ":";
    }
    return text.lines()
      .map(line -> message.sender() + ": " + Printable.line(line))
      .collect(Collectors.joining("\n"));
  }

  /** Returns the fields for scripts. */
  public static JsonObject toJson(BroadcastMessage message) {
    JsonObject json = new JsonObject().put("sender", message.sender()).put("sequence", message.sequence());
    BusContent bus = BusContent.of(message.body());
    if (bus != null) {
      return json.put("bus", bus.toJson());
    }
    String text = BodyFormat.text(message.body().getBytes());
    return text == null ? json.put("body", BodyFormat.toJson(message.body())) : json.put("text", text);
  }

  private static String readable(Buffer body) {
    BusContent bus = BusContent.of(body);
    return BodyFormat.toText(bus == null ? body : bus.body());
  }
}
