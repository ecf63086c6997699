package io.conec.impl.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;

/**
 * The JSON form in which an event handler sees a message, and may change it.
 */
final class RawMessage {

  private RawMessage() {
  }

  static JsonObject of(boolean send, String address, MultiMap headers, Object body) {
    JsonObject json = of(send, address, headers);
    return hasJsonForm(body) ? json.put("body", body) : json;
  }

  static JsonObject of(boolean send, String address, MultiMap headers) {
    JsonObject json = new JsonObject().put("type", send ? "send" : "publish").put("address", address);
    JsonObject fields = new JsonObject();
    if (headers != null) {
      for (String name : headers.names()) {
        List<String> values = headers.getAll(name);
        fields.put(name, values.size() == 1 ? values.get(0) : new JsonArray(values));
      }
    }
    return json.put("headers", fields);
  }

  private static boolean hasJsonForm(Object body) {
    return body == null || body instanceof JsonObject || body instanceof JsonArray || body instanceof String
      || body instanceof Number || body instanceof Boolean || body instanceof Buffer || body instanceof byte[];
  }

  /**
   * @throws RuntimeException when it has not the form of a message
   */
  static Replacement read(JsonObject json) {
    return new Replacement(headers(json), json.getValue("body"));
  }

  private static MultiMap headers(JsonObject json) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    JsonObject fields = json.getJsonObject("headers", new JsonObject());
    for (String name : fields.fieldNames()) {
      if (fields.getValue(name) instanceof JsonArray values) {
        values.forEach(value -> headers.add(name, String.valueOf(value)));
      } else {
        headers.add(name, String.valueOf(fields.getValue(name)));
      }
    }
    return headers;
  }
}
