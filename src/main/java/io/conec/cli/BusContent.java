package io.conec.cli;

import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameReader;
import io.conec.impl.wire.WireException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An event-bus message in a broadcast, with a body of a printable type. */
record BusContent(MultiMap headers, Object body) {

  /** Reads a message of a broadcast; returns {@code null} when it is not an event-bus message with a printable body. */
  static BusContent of(Buffer message) {
    try {
      BusFrame.Publish frame = BusFrameReader.readBroadcast(message);
      return frame == null ? null : new BusContent(frame.headers(),
        decode(frame.payload().codecId(), message.slice(frame.payload().bodyStart(), message.length())));
    } catch (WireException | IndexOutOfBoundsException | DecodeException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Decodes with the codecs of SPEC.md, except those for objects. */
  private static Object decode(int codec, Buffer body) {
    return switch (codec) {
      case 0 -> null;
      case 2 -> body.getByte(0);
      case 3 -> body.getByte(0) == 0;
      case 4 -> body.getShort(0);
      case 5 -> body.getInt(0);
      case 6 -> body.getLong(0);
      case 7 -> body.getFloat(0);
      case 8 -> body.getDouble(0);
      case 9 -> counted(body).toString();
      case 10 -> String.valueOf((char) body.getShort(0));
      case 11, 12 -> counted(body).getBytes();
      case 13 -> new JsonObject(counted(body));
      case 14 -> new JsonArray(counted(body));
      default -> throw new IllegalArgumentException("codec " + codec);
    };
  }

  private static Buffer counted(Buffer body) {
    return body.slice(Integer.BYTES, Integer.BYTES + body.getInt(0));
  }

  JsonObject toJson() {
    JsonObject values = headers == null ? new JsonObject() : BodyFormat.headers(headers);
    return new JsonObject().put("headers", values).put("body", BodyFormat.toJson(body));
  }
}
