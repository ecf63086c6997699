package io.conec.bus;

import io.conec.bus.Values.Counter;
import io.conec.bus.Values.Point;
import io.conec.bus.Values.Refusal;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Bodies with codecs of their own, as they should be and with faults. */
final class CodecBehaviours {

  private static final Point POINT = new Point(1, 2);

  private CodecBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    catalogue.add("Named codec", "Point Point[x=1, y=2]", scene -> {
      scene.codec(TextCodec.points());
      return asked(scene, POINT, "point");
    });
    catalogue.add("Named codec whose receiver sees another type", "String Point[x=1, y=2]", scene -> {
      scene.codec(TextCodec.describedPoints());
      return asked(scene, POINT, "described-point");
    });
    catalogue.add("Named codec that changes the value is applied once", "String a!", scene -> {
      scene.codec(TextCodec.marks());
      return asked(scene, "a", "mark");
    });
    catalogue.add("Named codec that changes the value, for a reply", "String a!", scene -> {
      scene.codec(TextCodec.marks());
      scene.consumer(message -> message.reply(message.body(), new DeliveryOptions().setCodecName("mark")));
      return scene.open().ask("a");
    });
    catalogue.add("Null with a named codec", "null", scene -> {
      scene.codec(new TextCodec<String, String>("null-safe", text -> text == null ? "" : text,
        text -> text.isEmpty() ? null : text, text -> text));
      return asked(scene, null, "null-safe");
    });
    catalogue.add("Default codec", "Point Point[x=1, y=2]", scene -> {
      scene.defaultCodec(Point.class, TextCodec.points());
      return BodyBehaviours.echoed(scene, POINT);
    });
    catalogue.add("codecSelector", "Point Point[x=1, y=2]", scene -> {
      scene.codec(TextCodec.points());
      for (EventBus bus : scene.buses()) {
        bus.codecSelector(body -> body instanceof Point ? "point" : null);
        scene.onClose(() -> bus.codecSelector(body -> null));
      }
      return BodyBehaviours.echoed(scene, POINT);
    });
    catalogue.add("Each consumer of a publish gets the codec's result", "[a!, a!]", scene -> {
      scene.codec(TextCodec.marks());
      List<Object> seen = new CopyOnWriteArrayList<>();
      scene.consumer(message -> seen.add(message.body()));
      scene.consumer(message -> seen.add(message.body()));
      scene.open().from.publish(scene.address, "a", new DeliveryOptions().setCodecName("mark"));
      Scene.awaitSize(seen, 2);
      return seen;
    });
    catalogue.add("Codec that the sender does not have",
      "throws IllegalArgumentException No message codec for type: class io.conec.bus.Values$Point", scene ->
        scene.attempt(() -> asked(scene, POINT, "unknown")));
    catalogue.add("Default codec for a subclass of ReplyException", "Refusal RECIPIENT_FAILURE 9 no", scene -> {
      scene.defaultCodec(Refusal.class, new TextCodec<>("refusal",
        refusal -> refusal.failureCode() + refusal.getMessage(),
        text -> new Refusal(Integer.parseInt(text.substring(0, 1)), text.substring(1)), refusal -> refusal));
      return refused(scene);
    });
    catalogue.add("Subclass of ReplyException without a codec", "Refusal RECIPIENT_FAILURE 9 no",
      "RECIPIENT_FAILURE 9 no", CodecBehaviours::refused);
    faults(catalogue);
  }

  private static void faults(Catalogue catalogue) {
    catalogue.add("A change after the send, of a body whose codec gives consumers the object itself", "is seen",
      "is not seen", scene -> {
        scene.codec(new TextCodec<>("counter", Counter::toString, text -> new Counter(Integer.parseInt(text)),
          counter -> counter));
        return changed(scene, new Counter(1));
      });
    catalogue.add("Codec that the receiver does not have", "arrives", "ERROR", scene -> {
      scene.codec(scene.from, TextCodec.points());
      return arrives(scene, POINT, "point");
    });
    catalogue.add("Codec that the receiver of a reply does not have", "arrives", "TIMEOUT", scene -> {
      scene.codec(scene.to, TextCodec.points());
      scene.consumer(message -> message.reply(POINT, new DeliveryOptions().setCodecName("point")));
      return scene.brief(scene.open().request("?")).replace(Scene.describe(POINT), "arrives");
    });
    catalogue.add("Codec that fails to transform", "throws what the codec throws", "arrives", scene -> {
      scene.codec(new TextCodec<String, String>("failing", text -> text, text -> text, CodecBehaviours::fail));
      return arrives(scene, "a", "failing");
    });
    catalogue.add("Codec that fails to encode", "arrives", "throws what the codec throws", scene -> {
      scene.codec(new TextCodec<String, String>("failing", CodecBehaviours::fail, text -> text, text -> text));
      return arrives(scene, "a", "failing");
    });
    catalogue.add("Codec that fails to decode", "arrives", "TIMEOUT", scene -> {
      scene.codec(new TextCodec<String, String>("failing", text -> text, CodecBehaviours::fail, text -> text));
      return arrives(scene, "a", "failing");
    });
  }

  private static <T> T fail(Object body) {
    throw new IllegalStateException("no");
  }

  /** What the consumer gets. */
  private static String asked(Scene scene, Object body, String codec) {
    scene.consumer(message -> message.reply(Scene.describe(message.body())));
    scene.open();
    String answer = scene.outcome(scene.request(body, new DeliveryOptions().setCodecName(codec)));
    return answer.replaceFirst("^String ", "");
  }

  /** How a request ends whose consumer looks at the body. */
  private static String arrives(Scene scene, Object body, String codec) {
    scene.consumer(message -> message.reply(body.equals(message.body()) ? "arrives" : "something else arrives"));
    // The first one finds out where the consumer is: a cluster writes later ones to the wire at once.
    TestNet.await(scene.open().from.request(scene.address, "where are you?", Scene.PATIENT));
    String outcome = scene.attempt(() -> scene.brief(scene.request(body, new DeliveryOptions().setCodecName(codec))));
    return outcome.replace("String arrives", "arrives")
      .replace("throws IllegalStateException no", "throws what the codec throws");
  }

  private static String refused(Scene scene) {
    scene.consumer(message -> message.reply(new Refusal(9, "no")));
    return scene.open().ask("?");
  }

  private static String changed(Scene scene, Counter counter) {
    // With the thread of the sender: it looks at the body after the change.
    scene.keep(scene.to.<Counter>consumer(scene.address, message -> message.reply(message.body().toString())));
    DeliveryOptions options = new DeliveryOptions().setCodecName("counter");
    TestNet.await(scene.open().request(new Counter(0), options));
    // The context of the bridge: it looks at the message after this turn.
    Future<Message<String>> answer = Scene.on(scene.sender.getOrCreateContext(), () -> {
      Future<Message<String>> reply = scene.request(counter, options);
      counter.value = 2;
      return reply;
    });
    return TestNet.await(answer).body().equals("2") ? "is seen" : "is not seen";
  }
}
