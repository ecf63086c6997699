package io.conec.cli;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Converts bodies of event-bus messages from typed text, and to printed text. */
final class BodyFormat {

  private BodyFormat() {
  }

  /** The types of bodies. */
  enum Type {
    TEXT, JSON, BYTES
  }

  static Object parse(byte[] body, Type type) {
    return switch (type) {
      case TEXT -> new String(body, StandardCharsets.UTF_8);
      case JSON -> parseJson(body);
      case BYTES -> Buffer.buffer(body);
    };
  }

  private static Object parseJson(byte[] body) {
    try {
      return Json.decodeValue(Buffer.buffer(body));
    } catch (DecodeException e) {
      throw new CommandException("the body is not valid JSON, which --type json asks for", e);
    }
  }

  static String toText(Object body) {
    if (body instanceof JsonObject object) {
      return object.encode();
    } else if (body instanceof JsonArray array) {
      return array.encode();
    } else if (isBytes(body)) {
      byte[] bytes = toBytes(body);
      String text = text(bytes);
      return text == null ? String.format(Locale.ROOT, "(%,d bytes)", bytes.length) : text;
    }
    return String.valueOf(body);
  }

  static boolean isBytes(Object body) {
    return body instanceof Buffer || body instanceof byte[];
  }

  /** Returns the bytes as text, {@code null} when they are not text. */
  static String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\0') < 0 ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Returns the bytes of the body, or of its text. */
  static byte[] toBytes(Object body) {
    if (body instanceof Buffer buffer) {
      return buffer.getBytes();
    }
    return body instanceof byte[] bytes ? bytes : toText(body).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the body as a JSON value; bytes become standard Base64, which every tool reads. */
  static Object toJson(Object body) {
    if (isBytes(body)) {
      return Base64.getEncoder().encodeToString(toBytes(body));
    }
    return body == null || body instanceof JsonObject || body instanceof JsonArray || body instanceof Number
      || body instanceof Boolean ? body : body.toString();
  }

  /** Returns the headers; of repeated ones the last value. */
  static JsonObject headers(MultiMap headers) {
    JsonObject values = new JsonObject();
    headers.forEach(values::put);
    return values;
  }
}
