package io.conec;

import io.conec.bridge.ConecBridgeOptions;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.conec.OptionsTest.overTheWire;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every option of every option class, found by its setter: it is in the JSON, and nothing else is. What the JSON has
 * that cannot be used is an error that names it, so that no misspelt option leaves a door open.
 */
class OptionsJsonTest {

  private static final JsonObject CERTIFICATES = new JsonObject().put("certPaths", new JsonArray().add("ca.pem"));

  private static final JsonObject STORE = new JsonObject().put("type", "JKS").put("path", "a.jks");

  /** The keys of options whose type is an interface of Vert.x, with a value. */
  private static final Map<String, Map<String, Object>> FORMS = Map.of(
    "keyCertOptions", Map.of("keyStoreOptions", STORE, "pemKeyCertOptions",
      CERTIFICATES.copy().put("keyPaths", new JsonArray().add("key.pem"))),
    "trustOptions", Map.of("pemTrustOptions", CERTIFICATES, "trustStoreOptions", STORE),
    "peerTrustOptions", Map.of("peerTrustOptions", new JsonObject().put("pemTrustOptions", CERTIFICATES)),
    "clientTrustOptions", Map.of("clientTrustOptions", new JsonObject().put("trustStoreOptions", STORE)));

  /** Times of which 0 means for ever. */
  private static final Set<String> ENDLESS = Set.of("connectTimeout");

  /** Options without a default. */
  private static final Set<String> REQUIRED =
    Set.of("ClientOptions.Id", "ImportOptions.Peer", "ImportOptions.Address", "BroadcastMapping.Name");

  /** Values of strings that may not be any word. */
  private static final Map<String, String> STRINGS = Map.of("excludedNetworks", "10.0.0.0/8");

  /** An option class, one of its keys, the type of the value, and a value that is not the default. */
  private record Option(Class<?> owner, String key, Type type, Object value) {

    @Override
    public String toString() {
      return owner.getSimpleName() + "." + key;
    }
  }

  static List<Option> options() throws Exception {
    List<Option> options = new ArrayList<>();
    for (Class<?> type : optionClasses()) {
      options.addAll(optionsOf(type));
    }
    return options;
  }

  private static List<Class<?>> optionClasses() throws Exception {
    Path root = Path.of(ConecBridgeOptions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> found = new ArrayList<>();
    for (String directory : List.of("io/conec", "io/conec/bridge")) {
      try (Stream<Path> files = Files.list(root.resolve(directory))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
          Class<?> type = Class.forName(root.relativize(file).toString().replace(".class", "").replace('/', '.'));
          if (type.isAnnotationPresent(DataObject.class) && !Modifier.isAbstract(type.getModifiers())
            && hasDefaults(type)) {
            found.add(type);
          }
        }
      }
    }
    return found;
  }

  private static boolean hasDefaults(Class<?> type) {
    return Arrays.stream(type.getConstructors()).anyMatch(constructor -> constructor.getParameterCount() == 0);
  }

  private static List<Option> optionsOf(Class<?> owner) throws Exception {
    List<Option> options = new ArrayList<>();
    JsonObject defaults = toJson(owner.getConstructor().newInstance());
    for (Method setter : owner.getMethods()) {
      if (setter.getName().startsWith("set") && setter.getParameterCount() == 1 && !setter.isBridge()
        && !setter.getName().equals("setRequiredAuthority")) {
        String name = Character.toLowerCase(setter.getName().charAt(3)) + setter.getName().substring(4);
        Type type = setter.getGenericParameterTypes()[0];
        if (FORMS.containsKey(name)) {
          FORMS.get(name).forEach((key, value) -> options.add(new Option(owner, key, type, value)));
        } else {
          options.add(new Option(owner, name, type, otherValue(name, type, defaults.getValue(name))));
        }
      }
    }
    return options;
  }

  private static Object otherValue(String name, Type type, Object usual) throws Exception {
    if (type == boolean.class) {
      return !(Boolean) usual;
    } else if (type == int.class || type == long.class || type == Duration.class) {
      return ((Number) usual).intValue() + 1;
    } else if (type == String.class) {
      return STRINGS.getOrDefault(name, "abc");
    } else if (type == JsonObject.class) {
      return new JsonObject().put("a", 1);
    } else if (type instanceof ParameterizedType list) {
      return new JsonArray().add(otherValue(name, list.getActualTypeArguments()[0], null));
    } else if (((Class<?>) type).isEnum()) {
      return Arrays.stream(((Class<?>) type).getEnumConstants()).map(Object::toString)
        .filter(constant -> !constant.equals(usual)).findFirst().orElseThrow();
    }
    JsonObject json = toJson(((Class<?>) type).getConstructor().newInstance());
    Option first = optionsOf((Class<?>) type).get(0);
    return json.put(first.key(), first.value());
  }

  private static JsonObject toJson(Object options) throws Exception {
    return (JsonObject) options.getClass().getMethod("toJson").invoke(options);
  }

  private static Object read(Class<?> owner, JsonObject json) throws Exception {
    return owner.getConstructor(JsonObject.class).newInstance(json);
  }

  /** Says what is wrong with the JSON, which cannot be read. */
  private static String refusal(Class<?> owner, String key, Object value) {
    JsonObject json = new JsonObject().put(key, value);
    Throwable failure = assertThrows(InvocationTargetException.class, () -> read(owner, json),
      () -> owner.getSimpleName() + " takes " + json).getCause();
    assertInstanceOf(IllegalArgumentException.class, failure, json.encode());
    return failure.getMessage();
  }

  private static void assertRefused(Option option, Object value) {
    String message = refusal(option.owner(), option.key(), value);
    assertTrue(message.matches("(?s)\\Q" + option.key() + "\\E(\\[0])?(\\.\\w+)*: .+"),
      option + " = " + value + " gives '" + message + "'");
  }

  @Test
  void allOptionClassesAreFound() throws Exception {
    assertEquals(Set.of("ConecBridgeOptions", "BroadcastLimits", "BroadcastMapping", "BroadcastOptions",
      "BroadcastRule",
      "ChannelOptions", "ClientOptions", "CoordinatorOptions", "ExportOptions", "ImportOptions", "PathOptions",
      "PeerRule", "StreamOptions"), Set.copyOf(optionClasses().stream().map(Class::getSimpleName).toList()));
  }

  @ParameterizedTest
  @MethodSource("options")
  void isReadAndWritten(Option option) throws Exception {
    JsonObject json = new JsonObject().put(option.key(), option.value());
    Object options = read(option.owner(), overTheWire(json));
    JsonObject written = overTheWire(toJson(options));
    assertTrue(contains(written, overTheWire(json)), option + " is written as " + written);
    assertNotEquals(toJson(option.owner().getConstructor().newInstance()), toJson(options), "the default");
    assertEquals(written, overTheWire(toJson(read(option.owner(), written))));
    assertEquals(written,
      overTheWire(toJson(option.owner().getConstructor(option.owner()).newInstance(options))), "the copy");
  }

  /** Options can be set from others with the same class, or to what they were before. */
  @Test
  void everySetterAcceptsTheDefaultThatItsGetterReturns() throws Exception {
    Set<String> refused = new HashSet<>();
    for (Class<?> owner : optionClasses()) {
      Object options = owner.getConstructor().newInstance();
      JsonObject defaults = toJson(options);
      for (Method setter : owner.getMethods()) {
        if (setter.getName().startsWith("set") && setter.getParameterCount() == 1 && !setter.isBridge()) {
          String name = setter.getName().substring(3);
          Method getter = owner.getMethod((setter.getParameterTypes()[0] == boolean.class ? "is" : "get") + name);
          try {
            setter.invoke(options, getter.invoke(options));
          } catch (InvocationTargetException e) {
            refused.add(owner.getSimpleName() + "." + name);
          }
        }
      }
      assertEquals(defaults, toJson(options));
    }
    assertEquals(REQUIRED, refused);
  }

  /** What is written may have defaults beside what was read. */
  private static boolean contains(Object written, Object read) {
    if (read instanceof JsonObject object && written instanceof JsonObject more) {
      return object.stream().allMatch(field -> contains(more.getValue(field.getKey()), field.getValue()));
    } else if (read instanceof JsonArray array && written instanceof JsonArray more) {
      return IntStream.range(0, array.size()).allMatch(i -> contains(more.getValue(i), array.getValue(i)));
    }
    return read.equals(written);
  }

  @ParameterizedTest
  @MethodSource("options")
  void aTypingErrorInAKeyIsRefusedWithASuggestion(Option option) {
    String typo = option.key() + "s_";
    assertTrue(refusal(option.owner(), typo, option.value()).startsWith(typo + ": unknown; did you mean "), typo);
    assertTrue(refusal(option.owner(), "", option.value()).startsWith("unknown; known are "));
  }

  @ParameterizedTest
  @MethodSource("options")
  void aValueOfAnotherTypeIsRefused(Option option) {
    JsonArray values = new JsonArray().addNull().add("1719").add(1719).add(2.0).add(true).add(new JsonObject())
      .add(new JsonArray()).add(new JsonArray().addNull()).add(new JsonArray().add(5)).add(new JsonArray().add(""));
    for (Object value : values) {
      if (!hasType(value, option)) {
        assertRefused(option, value);
      }
    }
  }

  private static boolean hasType(Object value, Option option) {
    Type type = option.type();
    if (value instanceof String) {
      return type == String.class;
    } else if (value instanceof Integer) {
      return type == int.class || type == long.class || type == Duration.class;
    } else if (value instanceof Boolean) {
      return type == boolean.class;
    } else if (value instanceof JsonObject) {
      return option.value() instanceof JsonObject && type != KeyCertOptions.class && type != TrustOptions.class;
    }
    return value instanceof JsonArray array && array.isEmpty() && type instanceof ParameterizedType
      && !Set.of("crlPaths", "peers", "rules", "serverNames").contains(option.key());
  }

  @ParameterizedTest
  @MethodSource("options")
  void aValueOutOfRangeIsRefused(Option option) throws Exception {
    Type type = option.type();
    if (type == int.class || type == long.class) {
      for (Object value : List.of(Long.MIN_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, BigInteger.ONE.shiftLeft(64))) {
        assertRefused(option, value);
      }
      if (type == int.class) {
        assertRefused(option, (1L << 32) + ((Number) option.value()).intValue());
      }
    } else if (type == Duration.class) {
      for (Object value : List.of(-1, Long.MAX_VALUE, "25h", "P1DT1S", "PT0.0001S", "10 s", "10", "soon", "")) {
        assertRefused(option, value);
      }
      for (Object zero : List.of(0, "PT0S")) {
        if (ENDLESS.contains(option.key())) {
          assertEquals(0, toJson(read(option.owner(), new JsonObject().put(option.key(), zero))).getLong(option.key()));
        } else {
          assertRefused(option, zero);
        }
      }
    } else if (type == String.class && !option.key().equals("protocol")) {
      assertRefused(option, "");
    } else if (type instanceof Class<?> choice && choice.isEnum()) {
      assertRefused(option, "NONSENSE");
      assertTrue(refusal(option.owner(), option.key(), "NONSENSE").contains(option.value().toString()), "the choices");
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void aDurationIsANumberOfMillisecondsOrText(Option option) throws Exception {
    if (option.type() == Duration.class) {
      for (Object value : List.of(1500, "1.5s", "0.025m", "PT1.5S", "1500ms")) {
        JsonObject json = toJson(read(option.owner(), new JsonObject().put(option.key(), value)));
        assertEquals(1500, json.getLong(option.key()), value.toString());
      }
    }
  }
}
