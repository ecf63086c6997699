package io.conec.bus;

import io.conec.bus.Values.Amount;
import io.conec.bus.Values.Place;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** What becomes of a body on its way to a consumer, and of the same one on its way back. */
final class BodyBehaviours {

  private BodyBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    body(catalogue, "null", null, "null");
    body(catalogue, "boolean", true, "Boolean true");
    body(catalogue, "byte", (byte) -1, "Byte -1");
    body(catalogue, "short", (short) 300, "Short 300");
    body(catalogue, "int", 70_000, "Integer 70000");
    body(catalogue, "long", 1L << 40, "Long 1099511627776");
    body(catalogue, "float", 1.5f, "Float 1.5");
    body(catalogue, "double", Double.NaN, "Double NaN");
    body(catalogue, "char", 'ß', "Character ß");
    body(catalogue, "String", "a\u0000ü\uD83D\uDE00", "String a\u0000ü\uD83D\uDE00");
    body(catalogue, "empty String", "", "String ");
    body(catalogue, "Buffer", Buffer.buffer("bytes"), "Buffer bytes");
    body(catalogue, "empty Buffer", Buffer.buffer(), "Buffer ");
    body(catalogue, "byte[]", new byte[] {1, -1}, "byte[] [1, -1]");
    body(catalogue, "empty byte[]", new byte[0], "byte[] []");
    body(catalogue, "JsonObject", new JsonObject().put("a", 1).put("b", 1L << 40).put("c", 0.5).putNull("d")
        .put("e", new JsonArray().add("x").add(true)),
      "JsonObject {a=Integer 1, b=Long 1099511627776, c=Double 0.5, d=null, e=JsonArray [String x, Boolean true]}");
    body(catalogue, "JsonObject with values that JSON does not have", new JsonObject()
        .put("at", Instant.EPOCH).put("bytes", new byte[] {1}).put("unit", TimeUnit.DAYS),
      "JsonObject {at=Instant 1970-01-01T00:00:00Z, bytes=byte[] [1], unit=TimeUnit DAYS}",
      "JsonObject {at=String 1970-01-01T00:00:00Z, bytes=String AQ, unit=String DAYS}");
    body(catalogue, "JsonArray", new JsonArray().add(1).addNull().add("x"), "JsonArray [Integer 1, null, String x]");
    body(catalogue, "empty JsonObject", new JsonObject(), "JsonObject {}");
    serializable(catalogue);
    catalogue.add("ReplyException as the body of a request", "ReplyException ERROR 7 why", scene -> {
      scene.consumer(message -> message.reply(Scene.describe(message.body())));
      return answer(scene.open(), new ReplyException(ReplyFailure.ERROR, 7, "why"));
    });
    catalogue.add("Changed after it was sent: JsonObject", "Integer 1", scene ->
      changed(scene, new JsonObject().put("x", 1), json -> json.put("x", 2), json -> json.getValue("x")));
    catalogue.add("Changed after it was sent: Buffer", "Byte 1", scene ->
      changed(scene, Buffer.buffer(new byte[] {1}), bytes -> bytes.setByte(0, (byte) 2), bytes -> bytes.getByte(0)));
    catalogue.add("Changed after it was sent: byte[]", "Byte 1", scene ->
      changed(scene, new byte[] {1}, bytes -> bytes[0] = 2, bytes -> bytes[0]));
    catalogue.add("Consumers of one publish have copies of their own", "[1, 1]", scene -> {
      List<Integer> seen = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 2; i++) {
        scene.<JsonObject>consumer(message -> {
          seen.add(message.body().getInteger("x"));
          message.body().put("x", 2);
        });
      }
      scene.open().from.publish(scene.address, new JsonObject().put("x", 1));
      Scene.awaitSize(seen, 2);
      return seen;
    });
  }

  private static void serializable(Catalogue catalogue) {
    catalogue.add("Serializable", "Amount Amount[cents=5]", scene -> {
      scene.checkers(type -> true);
      return echoed(scene, new Amount(5));
    });
    catalogue.add("ClusterSerializable", "Place home", scene -> {
      scene.checkers(type -> true);
      return echoed(scene, new Place("home"));
    });
    catalogue.add("BigDecimal", "arrives", scene -> arrives(scene, new BigDecimal("1.50")));
    catalogue.add("Serializable that the serializableChecker does not permit", "arrives",
      "throws IllegalArgumentException", scene -> arrives(scene, new Amount(5)));
    catalogue.add("ClusterSerializable that the clusterSerializableChecker does not permit", "arrives",
      "throws IllegalArgumentException", scene -> arrives(scene, new Place("home")));
    catalogue.add("Body of a type without a codec",
      "throws IllegalArgumentException No message codec for type: class io.conec.bus.Values$Point", scene ->
        scene.attempt(() -> echoed(scene, new Values.Point(1, 2))));
  }

  private static void body(Catalogue catalogue, String type, Object body, String expected) {
    body(catalogue, type, body, expected, expected);
  }

  private static void body(Catalogue catalogue, String type, Object body, String plain, String cluster) {
    catalogue.add("Body: " + type, plain, cluster, scene -> echoed(scene, body));
  }

  /** What the consumer gets, and the sender gets back. */
  static String echoed(Scene scene, Object body) {
    List<String> seen = new CopyOnWriteArrayList<>();
    scene.consumer(message -> {
      seen.add(Scene.describe(message.body()));
      message.reply(message.body());
    });
    String answer = scene.open().ask(body);
    return seen.equals(List.of(answer)) ? answer : "consumer: " + seen + ", answer: " + answer;
  }

  /** How a request ends whose consumer wants an equal body. */
  private static String arrives(Scene scene, Object body) {
    String text = Scene.describe(body);
    scene.consumer(message -> message.reply(Scene.describe(message.body()).equals(text)));
    scene.open();
    String outcome = Scene.brief(scene.attempt(() -> scene.outcome(scene.request(body))));
    return outcome.replace("Boolean true", "arrives").replaceFirst("^throws (\\w+).*", "throws $1");
  }

  static String answer(Scene scene, Object body) {
    return scene.outcome(scene.request(body)).replaceFirst("^String ", "");
  }

  private static <T> String changed(Scene scene, T body, Consumer<T> change,
                                    Function<T, Object> look) {
    scene.<T>consumer(message -> message.reply(Scene.describe(look.apply(message.body()))));
    scene.open();
    // The first one finds out where the consumer is: a cluster writes later ones to the wire at once.
    scene.ask(body);
    return scene.outcome(scene.onSender(() -> {
      var reply = scene.request(body);
      change.accept(body);
      return reply;
    })).replaceFirst("^String ", "");
  }
}
