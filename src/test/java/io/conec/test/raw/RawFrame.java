package io.conec.test.raw;

import io.vertx.core.json.JsonObject;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A frame as bytes: a 4-byte big-endian length, then the body; of a control message one byte of type, then JSON. */
public final class RawFrame {

  public static final int HELLO = 0x01;
  public static final int WELCOME = 0x02;
  public static final int FAILURE = 0x03;
  public static final int PING = 0x04;
  public static final int PONG = 0x05;
  public static final int SHUTDOWN = 0x06;
  public static final int OPEN = 0x10;
  public static final int OPENED = 0x11;
  public static final int INTRODUCE = 0x12;
  public static final int INTRODUCED = 0x13;
  public static final int CHANNEL_CLOSED = 0x14;
  public static final int CLAIM = 0x15;
  public static final int OBSERVED = 0x16;
  public static final int JOIN = 0x17;
  public static final int JOINED = 0x18;
  public static final int CUT_OFF = 0x19;
  public static final int COUNT = 0x1a;
  public static final int COUNTED = 0x1b;
  public static final int PROGRESS = 0x1c;
  public static final int WATCH = 0x1d;
  public static final int WATCHING = 0x1e;
  public static final int PEERS = 0x1f;
  public static final int GREETING = 0x20;
  public static final int STREAM_OPEN = 0x21;
  public static final int STREAM_ACCEPTED = 0x22;
  public static final int STREAM_ENDED = 0x23;
  public static final int STREAM_RESET = 0x24;
  public static final int CANDIDATES = 0x25;

  private RawFrame() {
  }

  public static byte[] control(int type, String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(5 + text.length).putInt(1 + text.length).put((byte) type).put(text).array();
  }

  public static byte[] control(int type, JsonObject json) {
    return control(type, json.encode());
  }

  public static byte[] of(byte[] body) {
    return ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array();
  }

  public static byte[] of(String body) {
    return of(body.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] hello(String id) {
    return hello(id, "raw");
  }

  public static byte[] hello(String id, String instance) {
    return control(HELLO, new JsonObject().put("version", 1).put("id", id).put("instance", instance)
      .put("acceptChannels", true));
  }

  public static byte[] ping(long request) {
    return control(PING, new JsonObject().put("request", request));
  }

  public static byte[] open(long request, String peer) {
    return control(OPEN, new JsonObject().put("request", request).put("peer", peer));
  }

  /** Of a peer that wants no direct path. */
  public static byte[] greeting() {
    return greeting("RELAY_ONLY");
  }

  public static byte[] greeting(String paths) {
    return control(GREETING, new JsonObject().put("version", 1).put("paths", paths).put("idleTimeout", 30_000));
  }

  public static byte[] streamOpen(long stream) {
    return control(STREAM_OPEN, new JsonObject().put("stream", stream).put("protocol", "").put("maxMessageSize", 1000));
  }

  /** What a control message says. */
  public static JsonObject json(byte[] frame) {
    return new JsonObject(new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8));
  }

  public static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
