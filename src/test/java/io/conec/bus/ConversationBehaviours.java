package io.conec.bus;

import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Replies, and replies to them. */
final class ConversationBehaviours {

  private static final DeliveryOptions SHORT = new DeliveryOptions().setSendTimeout(60);

  private ConversationBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    catalogue.add("Replies to replies", "a b c d e", scene -> {
      scene.<String>consumer(message -> message.<String>replyAndRequest(message.body() + " b", Scene.PATIENT)
        .compose(reply -> reply.<String>replyAndRequest(reply.body() + " d", Scene.PATIENT))
        .onSuccess(last -> last.reply(null)));
      return scene.result(scene.open().<String>request("a")
        .compose(reply -> reply.<String>replyAndRequest(reply.body() + " c", Scene.PATIENT))
        .compose(reply -> reply.replyAndRequest(reply.body() + " e", Scene.PATIENT).map(end -> reply.body() + " e")));
    });
    catalogue.add("Sender fails a reply", "RECIPIENT_FAILURE 3 not that", scene ->
      consumerSees(scene, reply -> reply.fail(3, "not that"), Scene.PATIENT));
    catalogue.add("Sender does not answer a reply", "TIMEOUT", scene ->
      Scene.brief(consumerSees(scene, reply -> { }, SHORT)));
    catalogue.add("Second reply", "first, then String next", scene -> {
      scene.consumer(message -> {
        if (message.body().equals("next")) {
          message.reply("next");
        } else {
          message.reply("first");
          message.reply("second");
        }
      });
      List<Object> answers = new CopyOnWriteArrayList<>();
      scene.open().request("?").onSuccess(reply -> answers.add(reply.body()));
      String next = scene.ask("next");
      Scene.awaitSize(answers, 1);
      return answers.get(0) + ", then " + next;
    });
    catalogue.add("Second reply that waits for an answer", "NO_HANDLERS", "TIMEOUT", scene -> {
      List<Message<Object>> messages = new CopyOnWriteArrayList<>();
      scene.consumer(message -> {
        messages.add(message);
        message.reply("first");
      });
      TestNet.await(scene.open().from.request(scene.address, "?", Scene.PATIENT));
      return scene.brief(messages.get(0).replyAndRequest("second", SHORT));
    });
    catalogue.add("Reply to a send", "is ignored", scene -> {
      Future<String> result = Future.future(promise -> scene.consumer(message ->
        promise.complete(scene.attempt(() -> {
          message.reply("x");
          return "is ignored";
        }))));
      scene.open().from.send(scene.address, "x");
      return TestNet.await(result);
    });
    catalogue.add("Reply to a send that waits for an answer", "throws IllegalStateException null", scene -> {
      Future<String> result = Future.future(promise -> scene.consumer(message ->
        promise.complete(scene.attempt(() -> message.replyAndRequest("x").toString()))));
      scene.open().from.send(scene.address, "x");
      return TestNet.await(result);
    });
    catalogue.add("What the consumer of a request sees", "ADDRESS, send, with a reply address", scene -> {
      scene.consumer(message -> message.reply(seen(scene, message)));
      return TestNet.await(scene.open().request("?")).body();
    });
    catalogue.add("What the consumer of a send sees", "ADDRESS, send, without a reply address", scene -> {
      Future<String> seen = Future.future(promise -> scene.consumer(message -> promise.complete(seen(scene, message))));
      scene.open().from.send(scene.address, "x");
      return TestNet.await(seen);
    });
    catalogue.add("What the consumer of a publish sees", "ADDRESS, publish, without a reply address", scene -> {
      Future<String> seen = Future.future(promise -> scene.consumer(message -> promise.complete(seen(scene, message))));
      scene.open().from.publish(scene.address, "x");
      return TestNet.await(seen);
    });
    catalogue.add("What the sender sees of a reply", "a reply address, send, without a reply address", scene -> {
      scene.echo();
      return seen(scene, TestNet.await(scene.request("?")));
    });
    catalogue.add("Reply from another thread, later", "String x", scene -> {
      scene.consumer(message -> new Thread(() -> message.reply("x")).start());
      return scene.open().ask("?");
    });
    catalogue.add("A send to the reply address instead of a reply", "String x", "TIMEOUT", scene -> {
      scene.consumer(message -> scene.to.send(message.replyAddress(), "x"));
      return scene.brief(scene.open().request("?"));
    });
  }

  /** What becomes of a reply that waits for an answer. */
  private static String consumerSees(Scene scene, Handler<Message<Object>> sender, DeliveryOptions options) {
    Future<String> seen = Future.future(promise -> scene.consumer(message ->
      message.replyAndRequest("x", options).onComplete(
        answer -> promise.complete(Scene.describe(answer.body())), e -> promise.complete(scene.words(e)))));
    scene.open().request("?").onSuccess(sender);
    return TestNet.await(seen);
  }

  private static String seen(Scene scene, Message<?> message) {
    String address = message.address().startsWith("__vertx.reply.") ? "a reply address"
      : message.address().replace(scene.address, "ADDRESS");
    return address + (message.isSend() ? ", send, " : ", publish, ")
      + (message.replyAddress() == null ? "without" : "with") + " a reply address";
  }
}
