package io.conec.bus;

import io.conec.test.TestNet;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageProducer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Which consumers get a message, and in which order. */
final class DeliveryBehaviours {

  private static final int MANY = 1000;

  private DeliveryBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    catalogue.add("Send reaches one of two consumers", "1", scene -> {
      List<Object> bodies = new CopyOnWriteArrayList<>();
      scene.consumer(message -> bodies.add(message.body()));
      scene.consumer(message -> bodies.add(message.body()));
      scene.open().from.send(scene.address, "x");
      Scene.awaitSize(bodies, 1);
      // What is sent later is there: an earlier one would be, too.
      scene.from.send(scene.address, "end");
      Scene.awaitSize(bodies, 2);
      return count(bodies);
    });
    catalogue.add("Publish reaches all consumers", "[x, y], [x, y], [x, y]", scene -> {
      List<List<Object>> consumers = List.of(scene.bodies(), scene.bodies(), scene.bodies());
      scene.open().from.publish(scene.address, "x").publish(scene.address, "y");
      consumers.forEach(bodies -> TestNet.awaitUntil(() -> bodies.contains("y")));
      return consumers.get(0) + ", " + consumers.get(1) + ", " + consumers.get(2);
    });
    catalogue.add("Publish reaches consumers at both sides", "1 here, 1 there", scene -> {
      List<Object> there = scene.bodies();
      List<Object> here = new CopyOnWriteArrayList<>();
      scene.keep(scene.from.consumer(scene.address, message -> here.add(message.body())));
      scene.open().from.publish(scene.address, "x").publish(scene.address, "y");
      TestNet.awaitUntil(() -> here.contains("y") && there.contains("y"));
      return count(here) + " here, " + count(there) + " there";
    });
    catalogue.add("1,000 sends in one go arrive in order", "1000 in order", scene -> {
      List<Integer> bodies = scene.bodies();
      scene.open();
      scene.onSender(() -> {
        for (int i = 0; i < MANY; i++) {
          scene.from.send(scene.address, i);
        }
        return null;
      });
      return LoadBehaviours.inOrder(bodies, MANY);
    });
    catalogue.add("Sends, publishes and requests in one go arrive in order", "300 in order", scene -> {
      List<Integer> bodies = scene.bodies();
      scene.open();
      scene.onSender(() -> {
        for (int i = 0; i < 300; i += 3) {
          scene.from.send(scene.address, i);
          scene.from.publish(scene.address, i + 1);
          scene.request(i + 2, new DeliveryOptions());
        }
        return null;
      });
      return LoadBehaviours.inOrder(bodies, 300);
    });
    catalogue.add("Answers to 500 requests in one go arrive in order", "500 in order", scene -> {
      scene.echo();
      List<Integer> answers = new CopyOnWriteArrayList<>();
      scene.onSender(() -> {
        for (int i = 0; i < 500; i++) {
          scene.<Integer>request(i).onSuccess(reply -> answers.add(reply.body()));
        }
        return null;
      });
      return LoadBehaviours.inOrder(answers, 500);
    });
    catalogue.add("Sends to two consumers go to them in turns", "50, 50", scene -> {
      AtomicIntegerArray counts = new AtomicIntegerArray(2);
      scene.consumer(message -> counts.incrementAndGet(0));
      scene.consumer(message -> counts.incrementAndGet(1));
      scene.open();
      for (int i = 0; i < 100; i++) {
        scene.from.send(scene.address, i);
      }
      TestNet.awaitUntil(() -> counts.get(0) + counts.get(1) == 100);
      return counts.get(0) + ", " + counts.get(1);
    });
    catalogue.add("Sends with two consumers here and two there", "48 here, 48 there", DeliveryBehaviours::bothSides);
    catalogue.add("An address of any characters", "String x", scene -> {
      Scene other = new Scene(scene.world, "String x", scene.address + " /ä\n*");
      scene.onClose(other::close);
      return other.echo().ask("x");
    });
    producers(catalogue);
  }

  private static void producers(Catalogue catalogue) {
    catalogue.add("MessageProducer: sender", "null, [x]", scene -> written(scene, scene.from.sender(scene.address)));
    catalogue.add("MessageProducer: publisher", "null, [x]", scene ->
      written(scene, scene.from.publisher(scene.address)));
    catalogue.add("MessageProducer: headers", "a=1", scene -> {
      List<String> headers = new CopyOnWriteArrayList<>();
      scene.consumer(message -> headers.add(HeaderBehaviours.text(message.headers())));
      TestNet.await(scene.open().from.sender(scene.address, new DeliveryOptions().addHeader("a", "1")).write("x"));
      Scene.awaitSize(headers, 1);
      return headers.get(0);
    });
    catalogue.add("MessageProducer: sender, without consumers", "NO_HANDLERS -1 No handlers for address ADDRESS",
      scene -> scene.result(scene.open().from.sender(scene.address).write("x")));
    catalogue.add("MessageProducer: publisher, without consumers", "NO_HANDLERS -1 No handlers for address ADDRESS",
      scene -> scene.result(scene.open().from.publisher(scene.address).write("x")));
  }

  private static String written(Scene scene, MessageProducer<Object> producer) {
    List<Object> bodies = scene.bodies();
    scene.open();
    String result = scene.result(producer.write("x"));
    Scene.awaitSize(bodies, 1);
    return result + ", " + bodies;
  }

  private static String bothSides(Scene scene) {
    List<Object> there = new CopyOnWriteArrayList<>();
    List<Object> here = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 2; i++) {
      scene.consumer(message -> there.add(message.body()));
      scene.keep(scene.from.consumer(scene.address, message -> here.add(message.body())));
    }
    scene.open();
    for (int i = 0; i < 96; i++) {
      scene.from.send(scene.address, "x");
    }
    TestNet.awaitUntil(() -> count(here) + count(there) == 96);
    return count(here) + " here, " + count(there) + " there";
  }

  private static long count(List<Object> bodies) {
    return bodies.stream().filter("x"::equals).count();
  }
}
