package io.conec.bus;

import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Consumers that do not take what comes, or not at once. */
final class PauseBehaviours {

  private PauseBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    catalogue.add("Paused consumer that resumes", "[], then 5 in order", scene -> {
      List<Integer> bodies = new CopyOnWriteArrayList<>();
      MessageConsumer<Integer> consumer = paused(scene, 1000, bodies);
      send(scene, 5);
      String before = bodies.toString();
      consumer.resume();
      return before + ", then " + LoadBehaviours.inOrder(bodies, 5);
    });
    catalogue.add("Paused consumer that fetches two", "[0, 1], then 5 in order", scene -> {
      List<Integer> bodies = new CopyOnWriteArrayList<>();
      MessageConsumer<Integer> consumer = paused(scene, 1000, bodies);
      send(scene, 5);
      consumer.fetch(2);
      Scene.awaitSize(bodies, 2);
      String before = bodies.toString();
      consumer.resume();
      return before + ", then " + LoadBehaviours.inOrder(bodies, 5);
    });
    catalogue.add("Paused consumer whose buffer is full", "[0, 1, 2, 10]", scene -> {
      List<Integer> bodies = new CopyOnWriteArrayList<>();
      MessageConsumer<Integer> consumer = paused(scene, 3, bodies);
      send(scene, 10);
      await(scene, "discarded", 7);
      consumer.resume();
      Scene.awaitSize(bodies, 3);
      scene.from.send(scene.address, 10);
      TestNet.awaitUntil(() -> bodies.contains(10));
      return bodies;
    });
    catalogue.add("A paused consumer does not hold up another one", "5 in order", scene -> {
      paused(scene, 1000, new CopyOnWriteArrayList<>());
      List<Integer> bodies = new CopyOnWriteArrayList<>();
      TestNet.await(scene.<Integer>consumer(message -> bodies.add(message.body())).completion());
      for (int i = 0; i < 5; i++) {
        scene.from.publish(scene.address, i);
      }
      return LoadBehaviours.inOrder(bodies, 5);
    });
    catalogue.add("2,000 sends to a paused consumer that buffers 1,000", "1000 are discarded", scene -> {
      MessageConsumer<Integer> consumer = scene.consumer(1000);
      AtomicInteger taken = new AtomicInteger();
      consumer.pause().handler(message -> taken.incrementAndGet());
      scene.open().receiverMetrics().watch(scene.address);
      scene.onSender(() -> {
        for (int i = 0; i < 2000; i++) {
          scene.from.send(scene.address, i);
        }
        return null;
      });
      TestNet.awaitUntil(() -> count(scene, "scheduled") == 2000 || scene.world.isFull());
      consumer.resume();
      TestNet.awaitUntil(() -> taken.get() + count(scene, "discarded") == 2000);
      return count(scene, "discarded") + " are discarded";
    });
    catalogue.add("Request to a paused consumer whose buffer is full",
      "TIMEOUT -1 Discarded the request. address: REPLY, repliedAddress: ADDRESS", scene -> {
        paused(scene, 3, new CopyOnWriteArrayList<>());
        send(scene, 3);
        return scene.outcome(scene.from.request(scene.address, "?", Scene.PATIENT));
      });
    catalogue.add("Requests in the buffer of a consumer that is unregistered",
      "TIMEOUT -1 Discarded the request. address: REPLY, repliedAddress: ADDRESS", scene -> {
        MessageConsumer<Integer> consumer = paused(scene, 3, new CopyOnWriteArrayList<>());
        scene.receiverMetrics().watch(scene.address);
        Future<Message<Object>> answer = scene.from.request(scene.address, 1, Scene.PATIENT);
        await(scene, "scheduled", 1);
        consumer.unregister();
        return scene.outcome(answer);
      });
    catalogue.add("bodyStream", "5 in order", scene -> {
      List<Integer> bodies = new CopyOnWriteArrayList<>();
      scene.<Integer>consumer(8).bodyStream().handler(bodies::add);
      scene.open();
      send(scene, 5);
      return LoadBehaviours.inOrder(bodies, 5);
    });
    catalogue.add("bodyStream that is paused and resumes", "[], then 5 in order", scene -> {
      List<Integer> bodies = new CopyOnWriteArrayList<>();
      ReadStream<Integer> stream = scene.<Integer>consumer(8).bodyStream();
      stream.pause().handler(bodies::add);
      scene.open();
      send(scene, 5);
      String before = bodies.toString();
      stream.resume();
      return before + ", then " + LoadBehaviours.inOrder(bodies, 5);
    });
  }

  private static MessageConsumer<Integer> paused(Scene scene, int maxBuffered, List<Integer> bodies) {
    MessageConsumer<Integer> consumer = scene.consumer(maxBuffered);
    consumer.pause().handler(message -> bodies.add(message.body()));
    scene.open();
    return consumer;
  }

  /** Sends numbers, and waits until the event bus has given all of them to the consumer. */
  private static void send(Scene scene, int count) {
    scene.receiverMetrics().watch(scene.address);
    for (int i = 0; i < count; i++) {
      scene.from.send(scene.address, i);
    }
    await(scene, "scheduled", count);
  }

  private static void await(Scene scene, String event, int count) {
    TestNet.awaitUntil(() -> count(scene, event) >= count);
  }

  private static long count(Scene scene, String event) {
    return scene.receiverMetrics().events().stream().filter(seen -> seen.startsWith(event)).count();
  }
}
