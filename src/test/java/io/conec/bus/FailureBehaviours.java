package io.conec.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a sender is told when there is no answer. */
final class FailureBehaviours {

  private static final DeliveryOptions SHORT = new DeliveryOptions().setSendTimeout(60);

  private static final String LONG = "x".repeat(100_000);

  private FailureBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    catalogue.add("Consumer fails the request", "RECIPIENT_FAILURE 42 no", scene ->
      failed(scene, message -> message.fail(42, "no")));
    catalogue.add("Consumer fails the request without a message", "RECIPIENT_FAILURE -5 null", scene ->
      failed(scene, message -> message.fail(-5, null)));
    catalogue.add("Consumer fails the request with any characters", "RECIPIENT_FAILURE 2147483647 a\n\u0000ü", scene ->
      failed(scene, message -> message.fail(Integer.MAX_VALUE, "a\n\u0000ü")));
    catalogue.add("Consumer fails the request with a long message", "RECIPIENT_FAILURE 0 " + LONG, scene ->
      failed(scene, message -> message.fail(0, LONG)));
    for (ReplyFailure type : ReplyFailure.values()) {
      catalogue.add("Consumer replies with a ReplyException of type " + type, type + " -1 null", scene ->
        failed(scene, message -> message.reply(new ReplyException(type))));
    }
    catalogue.add("Consumer replies with a ReplyException", "ERROR 7 why", scene ->
      failed(scene, message -> message.reply(new ReplyException(ReplyFailure.ERROR, 7, "why"))));
    catalogue.add("Consumer throws", "TIMEOUT; thrown there: [oops]", scene ->
      thrown(scene, message -> {
        throw new IllegalStateException("oops");
      }));
    catalogue.add("Consumer replies, then throws", "String x; thrown there: [oops]", scene ->
      thrown(scene, message -> {
        message.reply("x");
        throw new IllegalStateException("oops");
      }));
    catalogue.add("Consumer replies with what has no codec",
      "TIMEOUT; thrown there: [No message codec for type: class io.conec.bus.Values$Point]", scene ->
        thrown(scene, message -> message.reply(new Values.Point(1, 2))));
    catalogue.add("Request without consumers", "NO_HANDLERS -1 No handlers for address ADDRESS", scene ->
      scene.open().ask("?"));
    catalogue.add("Send and publish without consumers", "nothing is thrown", scene -> {
      scene.open().from.send(scene.address, "x").publish(scene.address, "y");
      return "nothing is thrown";
    });
    catalogue.add("Time-out of the sender",
      "TIMEOUT -1 Timed out after waiting TIME for a reply. address: REPLY, repliedAddress: ADDRESS", scene -> {
        scene.bodies();
        return scene.outcome(scene.open().from.request(scene.address, "?", SHORT));
      });
    catalogue.add("Reply after the time-out that waits for an answer", "NO_HANDLERS", "TIMEOUT", scene -> {
      List<Message<Object>> messages = new CopyOnWriteArrayList<>();
      scene.consumer(messages::add);
      scene.outcome(scene.open().from.request(scene.address, "?", SHORT));
      Scene.awaitSize(messages, 1);
      // A few milliseconds may be left to the first one.
      scene.outcome(messages.get(0).replyAndRequest("late", SHORT));
      return scene.brief(messages.get(0).replyAndRequest("later", SHORT));
    });
    catalogue.add("Answer after the time-out", "TIMEOUT, then String again", scene -> {
      List<Message<Object>> messages = new CopyOnWriteArrayList<>();
      scene.consumer(messages::add);
      String first = scene.brief(scene.open().from.request(scene.address, "?", SHORT));
      Scene.awaitSize(messages, 1);
      messages.get(0).reply("late");
      Future<Message<Object>> second = scene.from.request(scene.address, "?", Scene.PATIENT);
      Scene.awaitSize(messages, 2);
      messages.get(1).reply("again");
      return first + ", then " + scene.outcome(second);
    });
  }

  private static String failed(Scene scene, Handler<Message<Object>> consumer) {
    scene.consumer(consumer);
    return scene.outcome(scene.open().from.request(scene.address, "?", Scene.PATIENT));
  }

  /** The outcome, and what the exception handler of the consumer's context gets. */
  private static String thrown(Scene scene, Handler<Message<Object>> consumer) {
    List<String> thrown = new CopyOnWriteArrayList<>();
    Context context = Scene.newContext(scene.receiver).exceptionHandler(e -> thrown.add(e.getMessage()));
    scene.consumer(context, consumer);
    String outcome = scene.brief(scene.open().request("?"));
    Scene.awaitSize(thrown, 1);
    return outcome + "; thrown there: " + thrown;
  }
}
