package io.conec.cli;

import io.conec.impl.wire.BusCodecId;
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
      case BusCodecId.NULL -> null;
      case BusCodecId.BYTE -> body.getByte(0);
      case BusCodecId.BOOLEAN -> body.getByte(0) == 0;
      case BusCodecId.SHORT -> body.getShort(0);
      case BusCodecId.INT -> body.getInt(0);
      case BusCodecId.LONG -> body.getLong(0);
      case BusCodecId.FLOAT -> body.getFloat(0);
      case BusCodecId.DOUBLE -> body.getDouble(0);
      case BusCodecId.STRING -> counted(body).toString();
      case BusCodecId.CHAR -> String.valueOf((char) body.getShort(0));
      case BusCodecId.BUFFER, BusCodecId.BYTE_ARRAY -> counted(body).getBytes();
      case BusCodecId.JSON_OBJECT -> new JsonObject(counted(body));
      case BusCodecId.JSON_ARRAY -> new JsonArray(counted(body));
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
