package io.conec.bus;

import static io.conec.test.TestNet.await;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Consumers come and go, and some are for their own node only. */
final class ConsumerBehaviours {

  private static final String NO_HANDLERS = "NO_HANDLERS -1 No handlers for address ADDRESS";

  private ConsumerBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    catalogue.add("Consumer is unregistered", NO_HANDLERS, scene -> {
      MessageConsumer<Object> consumer = scene.consumer(message -> message.reply("x"));
      scene.open().ask("?");
      await(consumer.unregister());
      scene.awaitNoHandlers();
      return scene.ask("?");
    });
    catalogue.add("One of two consumers is unregistered", "[b, b, b, b]", scene -> {
      MessageConsumer<Object> consumer = scene.consumer(message -> message.reply("a"));
      scene.consumer(message -> message.reply("b"));
      scene.open().ask("?");
      await(consumer.unregister());
      List<Object> answers = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 4; i++) {
        answers.add(await(scene.request("?")).body());
      }
      return answers;
    });
    catalogue.add("Consumer comes after the first request", NO_HANDLERS + ", then String x", scene -> {
      String first = scene.open().ask("?");
      await(scene.consumer(message -> message.reply("x")).completion());
      scene.awaitAnswer();
      return first + ", then " + scene.ask("?");
    });
    catalogue.add("Another consumer comes after the last one has gone", "String b", scene -> {
      MessageConsumer<Object> consumer = scene.consumer(message -> message.reply("a"));
      scene.open().ask("?");
      await(consumer.unregister());
      scene.awaitNoHandlers();
      await(scene.consumer(message -> message.reply("b")).completion());
      scene.awaitAnswer();
      return scene.ask("?");
    });
    catalogue.add("Verticle with the consumer is undeployed", "String x, then " + NO_HANDLERS, scene -> {
      String id = await(scene.receiver.deployVerticle(new VerticleBase() {
        @Override
        public Future<?> start() {
          return vertx.eventBus().consumer(scene.address, message -> message.reply("x")).completion();
        }
      }));
      String first = scene.open().ask("?");
      await(scene.receiver.undeploy(id));
      scene.awaitNoHandlers();
      return first + ", then " + scene.ask("?");
    });
    catalogue.add("Consumer is unregistered before it answers", "String x", scene -> {
      MessageConsumer<Object> consumer = scene.consumer(8);
      consumer.handler(message -> consumer.unregister().onComplete(done -> message.reply("x")));
      return scene.open().ask("?");
    });
    catalogue.add("endHandler of a consumer that is unregistered", "ended", scene -> {
      List<String> seen = new CopyOnWriteArrayList<>();
      MessageConsumer<Object> consumer = scene.consumer(message -> { });
      consumer.endHandler(end -> seen.add("ended"));
      scene.open();
      await(consumer.unregister());
      Scene.awaitSize(seen, 1);
      return seen.get(0);
    });
    catalogue.add("Handler of a consumer is replaced", "String b", scene -> {
      MessageConsumer<Object> consumer = scene.consumer(message -> message.reply("a"));
      scene.open().ask("?");
      consumer.handler(message -> message.reply("b"));
      return scene.ask("?");
    });
    local(catalogue);
  }

  private static void local(Catalogue catalogue) {
    catalogue.add("localConsumer there", "String x", NO_HANDLERS, scene -> {
      scene.keep(scene.to.localConsumer(scene.address, message -> message.reply("x")));
      return scene.open().ask("?");
    });
    catalogue.add("localConsumer and consumer there, for a publish", "both", "consumer", scene -> {
      List<String> seen = new CopyOnWriteArrayList<>();
      scene.keep(scene.to.localConsumer(scene.address, message -> seen.add("localConsumer")));
      scene.consumer(message -> seen.add("consumer"));
      scene.open().from.publish(scene.address, "x");
      Scene.awaitSize(seen, 1);
      // A second one arrives after all copies of the first.
      scene.from.publish(scene.address, "y");
      Scene.awaitSize(seen, seen.contains("localConsumer") ? 4 : 2);
      return seen.contains("localConsumer") ? "both" : "consumer";
    });
    catalogue.add("localConsumer and consumer there, for requests", "x, y", "y", scene -> {
      scene.keep(scene.to.localConsumer(scene.address, message -> message.reply("x")));
      scene.consumer(message -> message.reply("y"));
      scene.open();
      List<String> answers = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 4; i++) {
        answers.add((String) await(scene.request("?")).body());
      }
      return String.join(", ", answers.stream().sorted().distinct().toList());
    });
    catalogue.add("localConsumer here", "String x", scene -> {
      scene.open();
      scene.keep(scene.from.localConsumer(scene.address, message -> message.reply("x")));
      return scene.ask("?");
    });
    catalogue.add("localOnly of the sender", "reaches the consumer there", "does not", scene -> {
      scene.echo();
      String outcome = scene.outcome(scene.request("x", new DeliveryOptions().setLocalOnly(true)));
      return outcome.equals("String x") ? "reaches the consumer there" : "does not";
    });
  }
}
