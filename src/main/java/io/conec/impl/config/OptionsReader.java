package io.conec.impl.config;

import io.conec.impl.util.JsonNumbers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/**
 * Reads options from JSON and ignores nothing, because an option that is ignored may be the one that keeps strangers
 * out: a value of the wrong type, a {@code null}, a value that its setter refuses and, at the {@linkplain #end() end},
 * a key that was not asked for are all an {@link OptionException}.
 * <p>
 * An option class has one line for each option in its JSON constructor. JSON cannot set an option without a line.
 */
public final class OptionsReader {

  private final JsonObject json;
  private final Set<String> known = new TreeSet<>();

  public OptionsReader(JsonObject json) {
    this.json = json;
  }

  public OptionsReader string(String key, Consumer<String> setter) {
    return read(key, value -> stringOf(key, value), setter);
  }

  public OptionsReader bool(String key, Consumer<Boolean> setter) {
    return read(key, value -> {
      if (value instanceof Boolean bool) {
        return bool;
      }
      throw expected(key, "true or false", value);
    }, setter);
  }

  public OptionsReader integer(String key, IntConsumer setter) {
    return read(key, value -> {
      long number = integerOf(key, value);
      if ((int) number != number) {
        throw new OptionException(key, "must be from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE + ", not "
          + number);
      }
      return (int) number;
    }, setter::accept);
  }

  public OptionsReader longInteger(String key, LongConsumer setter) {
    return read(key, value -> integerOf(key, value), setter::accept);
  }

  public OptionsReader duration(String key, Consumer<Duration> setter) {
    return read(key, value -> {
      if (JsonNumbers.isInteger(value)) {
        return Duration.ofMillis(integerOf(key, value));
      } else if (value instanceof String text) {
        return DurationText.parse(text);
      }
      throw expected(key, "a duration, a number of milliseconds or a string such as " + DurationText.FORMS, value);
    }, setter);
  }

  public <E extends Enum<E>> OptionsReader choice(String key, Class<E> type, Consumer<E> setter) {
    return read(key, value -> {
      List<String> names = Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
      String name = value instanceof String text ? text : null;
      if (name == null) {
        throw expected(key, "one of " + String.join(", ", names), value);
      } else if (!names.contains(name)) {
        throw new OptionException(key, "expected one of " + String.join(", ", names) + ", found '" + name + "'"
          + didYouMean(name, names));
      }
      return Enum.valueOf(type, name);
    }, setter);
  }

  public OptionsReader strings(String key, Consumer<List<String>> setter) {
    return list(key, "strings", OptionsReader::stringOf, setter);
  }

  /** Reads a list that would mean something else, mostly everybody, when it is empty. */
  public OptionsReader nonEmptyStrings(String key, Consumer<List<String>> setter) {
    return strings(key, values -> setter.accept(Require.nonEmpty(key, values)));
  }

  public <T> OptionsReader object(String key, Function<JsonObject, T> constructor, Consumer<T> setter) {
    return read(key, value -> objectOf(key, value, constructor), setter);
  }

  public <T> OptionsReader objects(String key, Function<JsonObject, T> constructor, Consumer<List<T>> setter) {
    return list(key, "objects", (path, value) -> objectOf(path, value, constructor), setter);
  }

  /** As {@link #nonEmptyStrings}. */
  public <T> OptionsReader nonEmptyObjects(String key, Function<JsonObject, T> constructor, Consumer<List<T>> setter) {
    return objects(key, constructor, values -> setter.accept(Require.nonEmpty(key, values)));
  }

  /**
   * Refuses two keys of which one makes the other meaningless.
   */
  public OptionsReader atMostOneOf(String one, String other) {
    if (json.containsKey(one) && json.containsKey(other)) {
      throw new OptionException(other, "cannot be given together with " + one);
    }
    return this;
  }

  /**
   * Refuses any key that was not asked for.
   */
  public void end() {
    for (String key : json.fieldNames()) {
      if (!known.contains(key)) {
        throw new OptionException(key, "unknown" + Spelling.nearest(key, known)
          .map(near -> "; did you mean " + near + "?")
          .orElseGet(() -> "; known are " + String.join(", ", known)));
      }
    }
  }

  /**
   * Reads all other keys as the options of another class, which has to know them.
   */
  public <T> T rest(Function<JsonObject, T> constructor) {
    JsonObject rest = new JsonObject(new LinkedHashMap<>(json.getMap()));
    known.forEach(rest::remove);
    return constructor.apply(rest);
  }

  private <T> OptionsReader read(String key, Function<Object, T> reader, Consumer<T> setter) {
    known.add(key);
    if (json.containsKey(key)) {
      try {
        setter.accept(reader.apply(json.getValue(key)));
      } catch (OptionException e) {
        throw e;
      } catch (IllegalArgumentException e) {
        throw new OptionException(key, e.getMessage());
      }
    }
    return this;
  }

  private <T> OptionsReader list(String key, String what, Element<T> element, Consumer<List<T>> setter) {
    return read(key, value -> {
      if (!(value instanceof JsonArray array)) {
        throw value instanceof String text && what.equals("strings")
          ? new OptionException(key, "expected an array of strings, found a string; did you mean "
            + new JsonArray().add(text).encode() + "?")
          : expected(key, "an array of " + what, value);
      }
      List<T> list = new ArrayList<>();
      for (Object item : array) {
        list.add(element.read(key + "[" + list.size() + "]", item));
      }
      return list;
    }, setter);
  }

  private static String stringOf(String path, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw expected(path, "a string", value);
  }

  private static long integerOf(String path, Object value) {
    if (JsonNumbers.isInteger(value)) {
      return ((Number) value).longValue();
    }
    throw expected(path, "an integer", value);
  }

  private static <T> T objectOf(String path, Object value, Function<JsonObject, T> constructor) {
    if (!(value instanceof JsonObject object)) {
      throw expected(path, "an object", value);
    }
    try {
      return constructor.apply(object);
    } catch (OptionException e) {
      throw e.inside(path);
    }
  }

  private static String didYouMean(String word, List<String> choices) {
    return Spelling.nearest(word, choices).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /** Names the type and not the value, which may be a secret in the wrong place. */
  private static OptionException expected(String path, String what, Object value) {
    return new OptionException(path, "expected " + what + ", found " + typeOf(value));
  }

  private static String typeOf(Object value) {
    if (value == null) {
      return "null; leave the key out for the default";
    } else if (value instanceof String) {
      return "a string";
    } else if (value instanceof Boolean bool) {
      return bool.toString();
    } else if (value instanceof JsonArray) {
      return "an array";
    } else if (value instanceof JsonObject) {
      return "an object";
    }
    return value instanceof Number number ? typeOf(number) : value.getClass().getName();
  }

  private static String typeOf(Number value) {
    if (value instanceof BigInteger) {
      return "an integer of more than 64 bits";
    }
    return JsonNumbers.isInteger(value) ? "an integer" : "a number with a fraction or an exponent";
  }

  private interface Element<T> {

    T read(String path, Object value);
  }
}
