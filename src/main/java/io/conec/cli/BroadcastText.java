package io.conec.cli;

import io.conec.BroadcastMessage;
import io.conec.impl.wire.Printable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;

/** A message of a broadcast as it is printed. */
public final class BroadcastText {

  private BroadcastText() {
  }

  /** For people: each line of the text begins with its sender, so that no message can pass for two. */
  public static String toText(BroadcastMessage message) {
    String text = readable(message.body());
    if (text.isEmpty()) {
      return message.sender() + ":";
    }
    return text.lines()
      .map(line -> message.sender() + ": " + Printable.line(line))
      .collect(Collectors.joining("\n"));
  }

  /** For scripts. */
  public static JsonObject toJson(BroadcastMessage message) {
    JsonObject json = new JsonObject().put("sender", message.sender()).put("sequence", message.sequence());
    BusContent bus = BusContent.of(message.body());
    if (bus != null) {
      return json.put("bus", bus.toJson());
    }
    byte[] bytes = message.body().getBytes();
    String text = text(bytes);
    return text == null ? json.put("body", Base64.getEncoder().encodeToString(bytes)) : json.put("text", text);
  }

  private static String readable(Buffer body) {
    BusContent bus = BusContent.of(body);
    if (bus != null && !(bus.body() instanceof byte[])) {
      return Bodies.toText(bus.body());
    }
    byte[] bytes = bus == null ? body.getBytes() : (byte[]) bus.body();
    String text = text(bytes);
    return text == null ? String.format(Locale.ROOT, "(%,d bytes)", bytes.length) : text;
  }

  /** The bytes as text, {@code null} when they are none. */
  private static String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\0') < 0 ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
