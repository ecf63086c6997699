package io.conec.bus;

import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** Many messages at once, and large ones. */
final class LoadBehaviours {

  private LoadBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    catalogue.add("1,001 requests before one is answered", "the last one is answered", LoadBehaviours::unanswered);
    catalogue.add("Body as large as maxMessageSize", "arrives", scene -> large(scene, BridgeWorld.MAX_MESSAGE_SIZE));
    catalogue.add("Body larger than maxMessageSize", "arrives", scene ->
      large(scene, BridgeWorld.MAX_MESSAGE_SIZE + 1));
  }

  private static String unanswered(Scene scene) {
    Queue<Message<Object>> taken = new ConcurrentLinkedQueue<>();
    scene.consumer(taken::add);
    scene.open();
    List<Future<Message<Object>>> answers = scene.onSender(() ->
      IntStream.rangeClosed(0, BridgeWorld.MAX_IN_FLIGHT).mapToObj(i -> scene.request(i)).toList());
    TestNet.awaitUntil(() -> taken.size() + answers.stream().filter(Future::failed).count() == answers.size());
    taken.forEach(message -> message.reply("x"));
    String last = scene.brief(answers.get(answers.size() - 1));
    return last.equals("String x") ? "the last one is answered" : last;
  }

  private static String large(Scene scene, int size) {
    scene.<Buffer>consumer(message -> message.reply(message.body().length()));
    String outcome = Scene.brief(scene.open().ask(Buffer.buffer(new byte[size])));
    return outcome.equals("Integer " + size) ? "arrives" : outcome;
  }

  /** Waits for so many numbers that begin with 0. */
  static String inOrder(List<Integer> bodies, int count) {
    Scene.awaitSize(bodies, count);
    return bodies.size() + (bodies.equals(IntStream.range(0, count).boxed().toList()) ? " in order" : " " + bodies);
  }
}
