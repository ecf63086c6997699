package io.conec.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.ClusterSerializable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Bodies of own types, and all bodies as text. */
final class Values {

  /** Nothing of the event bus knows it. */
  record Point(int x, int y) {
  }

  /** A body that can change. */
  static final class Counter {

    int value;

    Counter(int value) {
      this.value = value;
    }

    @Override
    public String toString() {
      return Integer.toString(value);
    }
  }

  record Amount(int cents) implements Serializable {
  }

  /** {@link ClusterSerializable} needs an empty constructor. */
  public static final class Place implements ClusterSerializable {

    private String name = "";

    public Place() {
    }

    Place(String name) {
      this.name = name;
    }

    @Override
    public void writeToBuffer(Buffer buffer) {
      byte[] bytes = name.getBytes();
      buffer.appendInt(bytes.length).appendBytes(bytes);
    }

    @Override
    public int readFromBuffer(int position, Buffer buffer) {
      int end = position + Integer.BYTES + buffer.getInt(position);
      name = buffer.getString(position + Integer.BYTES, end);
      return end;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final class Refusal extends ReplyException {

    Refusal(int code, String message) {
      super(ReplyFailure.RECIPIENT_FAILURE, code, message);
    }
  }

  private Values() {
  }

  /** JSON may hold its own types, or collections that it shows as those. */
  static String type(Object value) {
    if (value instanceof Buffer) {
      return "Buffer";
    } else if (value instanceof Map<?, ?>) {
      return "JsonObject";
    } else if (value instanceof List<?>) {
      return "JsonArray";
    }
    return value.getClass().getSimpleName();
  }

  static String text(Object value) {
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    } else if (value instanceof JsonObject json) {
      return text(json.getMap());
    } else if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream().map(entry -> entry.getKey() + "=" + Scene.describe(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
    } else if (value instanceof JsonArray array) {
      return text(array.getList());
    } else if (value instanceof List<?> list) {
      return list.stream().map(Scene::describe).toList().toString();
    } else if (value instanceof ReplyException failure) {
      return failure.failureType() + " " + failure.failureCode() + " " + failure.getMessage();
    }
    return String.valueOf(value);
  }
}
