package io.conec.impl.wire;

import io.conec.impl.util.Printable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the JSON object of a control message with a fixed schema. A missing field or a wrong type causes a {@link
 * WireException} that names the field; unknown fields are ignored.
 */
final class Fields {

  private static final Base64.Encoder ENCODER = Base64.getEncoder();
  private static final Base64.Decoder DECODER = Base64.getDecoder();

  private final JsonObject json;

  private Fields(JsonObject json) {
    this.json = json;
  }

  static Fields parse(Buffer text) {
    try {
      return new Fields(new JsonObject(text));
    } catch (DecodeException | ClassCastException e) {
      throw new WireException("not a JSON object");
    }
  }

  int integer(String name) {
    return integer(name, json.getValue(name));
  }

  private static int integer(String name, Object value) {
    long number = number(name, value);
    if (number > Integer.MAX_VALUE) {
      throw new WireException("field '" + name + "' is out of range: " + number);
    }
    return (int) number;
  }

  /** Read a whole number; no field of the protocol is negative. */
  long number(String name) {
    return number(name, json.getValue(name));
  }

  long number(String name, long least) {
    long number = number(name);
    if (number < least) {
      throw bad(name, "a whole number from " + least);
    }
    return number;
  }

  private static long number(String name, Object value) {
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (number >= 0) {
        return number;
      }
    }
    throw bad(name, "a whole number from 0");
  }

  String string(String name) {
    if (json.getValue(name) instanceof String value) {
      return value;
    }
    throw bad(name, "a string");
  }

  /** Read a text for users, made safe for display. */
  String text(String name) {
    return Printable.reason(string(name));
  }

  boolean bool(String name) {
    if (json.getValue(name) instanceof Boolean value) {
      return value;
    }
    throw bad(name, "true or false");
  }

  long channel(String name) {
    try {
      return ChannelId.parse(string(name));
    } catch (WireException e) {
      throw bad(name, "16 hexadecimal digits");
    }
  }

  byte[] binary(String name) {
    return decode(name, string(name));
  }

  List<byte[]> binaries(String name) {
    return strings(name).stream().map(text -> decode(name, text)).toList();
  }

  List<String> strings(String name) {
    return list(name, element -> {
      if (element instanceof String text) {
        return text;
      }
      throw bad(name, "an array of strings");
    });
  }

  List<Integer> integers(String name) {
    return list(name, element -> integer(name, element));
  }

  private <T> List<T> list(String name, Function<Object, T> reader) {
    if (!(json.getValue(name) instanceof JsonArray array)) {
      throw bad(name, "an array");
    }
    List<T> values = new ArrayList<>(array.size());
    for (Object element : array) {
      values.add(reader.apply(element));
    }
    return values;
  }

  <E> E constant(String name, E[] constants, Function<E, String> word) {
    String value = string(name);
    for (E constant : constants) {
      if (word.apply(constant).equals(value)) {
        return constant;
      }
    }
    throw bad(name, "one of " + Arrays.stream(constants).map(word).toList());
  }

  private static byte[] decode(String name, String text) {
    try {
      return DECODER.decode(text);
    } catch (IllegalArgumentException e) {
      throw bad(name, "base64");
    }
  }

  private static WireException bad(String name, String expected) {
    return new WireException("field '" + name + "' must be " + expected);
  }

  /** Builds the JSON object of a control message. */
  static final class Writer {

    private final JsonObject json = new JsonObject();

    Writer put(String name, Object value) {
      json.put(name, value);
      return this;
    }

    /** Write a text for users. A long text is cut off, so that a quotation cannot make the frame too long. */
    Writer putText(String name, String value) {
      return put(name, Printable.beginning(value));
    }

    Writer put(String name, byte[] value) {
      json.put(name, ENCODER.encodeToString(value));
      return this;
    }

    Writer put(String name, List<byte[]> values) {
      JsonArray array = new JsonArray();
      values.forEach(value -> array.add(ENCODER.encodeToString(value)));
      json.put(name, array);
      return this;
    }

    Writer putTexts(String name, List<String> values) {
      return put(name, (Object) new JsonArray(values));
    }

    Writer putNumbers(String name, List<Integer> values) {
      return put(name, (Object) new JsonArray(values));
    }

    Buffer toBuffer() {
      return json.toBuffer();
    }
  }
}
