package io.conec.impl.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The JSON form of a message for the event handler, which may change it. It is a copy: changes take effect only when
 * the handler sets it.
 */
public final class RawMessage {

  private static final String HEADERS = "headers";
  private static final String BODY = "body";

  private RawMessage() {
  }

  public static JsonObject of(boolean send, String address, MultiMap headers, Object body) {
    JsonObject json = of(send, address, headers);
    return hasJsonForm(body) ? json.put(BODY, copy(body)) : json;
  }

  public static JsonObject of(boolean send, String address, MultiMap headers) {
    JsonObject json = new JsonObject().put("type", send ? "send" : "publish").put("address", address);
    JsonObject fields = new JsonObject();
    if (headers != null) {
      for (String name : headers.names()) {
        List<String> values = headers.getAll(name);
        fields.put(name, values.size() == 1 ? values.get(0) : new JsonArray(values));
      }
    }
    return json.put(HEADERS, fields);
  }

  private static boolean hasJsonForm(Object body) {
    return body == null || isContainer(body) || body instanceof String || body instanceof Number
      || body instanceof Boolean || body instanceof Buffer || body instanceof byte[];
  }

  private static boolean isContainer(Object body) {
    return body instanceof JsonObject || body instanceof JsonArray;
  }

  /** A codec may have put other values than JSON into a JSON body. */
  private static Object copy(Object body) {
    if (body instanceof JsonObject object) {
      return object.copy(Function.identity());
    } else if (body instanceof JsonArray array) {
      return array.copy(Function.identity());
    } else if (body instanceof Buffer buffer) {
      return buffer.copy();
    }
    return body instanceof byte[] bytes ? bytes.clone() : body;
  }

  /**
   * @param original the message before the handler was called
   * @throws RuntimeException when it does not have the form of a message
   */
  static Replacement read(JsonObject json, JsonObject original) {
    MultiMap headers = headers(json.containsKey(HEADERS) ? json : original);
    if (!json.containsKey(BODY)) {
      return new Replacement(headers, false, null);
    }
    Object body = copy(body(json));
    boolean changed = !original.containsKey(BODY) || !isSame(body, body(original));
    return new Replacement(headers, changed, changed ? body : null);
  }

  /** JSON objects return bytes as text. */
  private static Object body(JsonObject json) {
    Object body = json.getMap().get(BODY);
    return body instanceof Buffer || body instanceof byte[] ? body : json.getValue(BODY);
  }

  /**
   * A handler may have parsed the message from text, in which numbers and bytes have no type. Equality of JSON objects
   * is not enough, because it compares numbers loosely.
   */
  private static boolean isSame(Object body, Object original) {
    if (!isContainer(body) && Objects.deepEquals(body, original)) {
      return true;
    }
    try {
      return hasJsonForm(body) && Json.encode(body).equals(Json.encode(original));
    } catch (EncodeException e) {
      return false;
    }
  }

  private static MultiMap headers(JsonObject json) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (Map.Entry<String, Object> field : json.getJsonObject(HEADERS)) {
      if (field.getValue() instanceof JsonArray values) {
        values.forEach(value -> add(headers, field.getKey(), value));
      } else {
        add(headers, field.getKey(), field.getValue());
      }
    }
    return headers;
  }

  private static void add(MultiMap headers, String name, Object value) {
    if (value != null) {
      headers.add(name, String.valueOf(value));
    }
  }
}
