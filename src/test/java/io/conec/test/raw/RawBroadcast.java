package io.conec.test.raw;

import io.vertx.core.json.JsonObject;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The bytes that a client and the Coordinator exchange on a broadcast stream. */
public final class RawBroadcast {

  public static final int MESSAGE = 1;
  public static final int DROPPED = 2;

  private RawBroadcast() {
  }

  /** A frame from the Coordinator; one that tells of dropped messages has no sender and no body. */
  public record Item(int type, long position, long number, String sender, String body) {
  }

  /** A request to send and read, to be changed. */
  public static JsonObject join(String name) {
    return new JsonObject().put("name", name).put("role", "BOTH").put("ownMessages", true).put("overflow", "BLOCK")
      .put("bufferSize", 256).put("sequence", 0).put("broadcast", "0".repeat(16)).put("position", 0);
  }

  public static JsonObject join(String name, String role) {
    return join(name).put("role", role);
  }

  /** The answer of a Coordinator, to be changed. */
  public static JsonObject joined(long position) {
    return new JsonObject().put("broadcast", HexFormat.of().toHexDigits(1L)).put("position", position)
      .put("dropped", 0).put("maxMessageSize", 1000).put("stallTimeout", 10_000);
  }

  public static byte[] message(long position, String sender, long number, String body) {
    byte[] id = sender.getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    return RawFrame.of(ByteBuffer.allocate(18 + id.length + bytes.length).put((byte) MESSAGE).putLong(position)
      .putLong(number).put((byte) id.length).put(id).put(bytes).array());
  }

  public static byte[] dropped(long position, long dropped) {
    return RawFrame.of(ByteBuffer.allocate(17).put((byte) DROPPED).putLong(position).putLong(dropped).array());
  }

  public static byte[] cutOff(long stream, int code, String message) {
    return RawFrame.control(RawFrame.CUT_OFF,
      new JsonObject().put("stream", stream).put("code", code).put("message", message));
  }

  public static byte[] progress(long stream, long taken) {
    return RawFrame.control(RawFrame.PROGRESS, new JsonObject().put("stream", stream).put("taken", taken));
  }

  public static Item read(byte[] frame) {
    ByteBuffer in = ByteBuffer.wrap(frame);
    int type = in.get();
    long position = in.getLong();
    long number = in.getLong();
    if (type == DROPPED) {
      return new Item(type, position, number, null, null);
    }
    byte[] sender = new byte[in.get() & 0xff];
    in.get(sender);
    byte[] body = new byte[in.remaining()];
    in.get(body);
    return new Item(type, position, number, new String(sender, StandardCharsets.ISO_8859_1),
      new String(body, StandardCharsets.ISO_8859_1));
  }
}
