package io.conec.broadcast;

import io.conec.BroadcastRole;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.test.TestNet;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static io.conec.BroadcastRole.READER;
import static io.conec.BroadcastRole.SENDER;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The contexts that handlers are called on. */
class BroadcastContextTest {

  private final TestNet net = new TestNet();

  @AfterEach
  void close() {
    net.close();
  }

  /** Answers each message of the others, and records the contexts of its handlers. */
  private static final class AnsweringVerticle extends AbstractVerticle {

    private final ClientOptions options;
    private final Set<Context> contexts = ConcurrentHashMap.newKeySet();
    private final Promise<Void> closed = Promise.promise();
    private ConecClient client;
    private ConecBroadcast broadcast;

    AnsweringVerticle(ClientOptions options) {
      this.options = options;
    }

    @Override
    public void start(Promise<Void> started) {
      client = ConecClient.create(vertx, options);
      client.connect().compose(v -> client.joinBroadcast("news", Participant.dropOldest(5).setRole(BroadcastRole.BOTH)))
        .onComplete(joined -> seen()).onSuccess(this::listen).<Void>mapEmpty().onComplete(started);
    }

    private void listen(ConecBroadcast joined) {
      broadcast = joined;
      broadcast.droppedHandler(dropped -> seen());
      broadcast.endHandler(v -> seen());
      broadcast.closeHandler(v -> {
        seen();
        closed.complete();
      });
      broadcast.handler(message -> {
        seen();
        if (!message.sender().equals(client.id())) {
          broadcast.write(message.body()).onComplete(done -> seen());
        }
      });
    }

    private void seen() {
      contexts.add(Vertx.currentContext());
    }
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER"})
  void everythingHappensOnTheContextOfTheVerticle(ThreadingModel model) {
    Vertx vertx = net.vertx();
    AnsweringVerticle verticle = new AnsweringVerticle(net.clientOptions("depot"));
    String deployment = await(vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(model)));
    Participant shop = Participant.join(net.connect("shop"), "news", BroadcastRole.BOTH);
    for (int i = 1; i <= 20; i++) {
      shop.write("question");
      shop.assertNext("shop " + i + " question");
      shop.assertNext("depot " + i + " question");
    }
    verticle.broadcast.pause();
    Publisher publisher = new Publisher(shop.broadcast, 200, 100);
    publisher.awaitDone();
    awaitUntil(() -> shop.size() == 200);
    verticle.broadcast.resume();
    awaitUntil(() -> shop.size() > 200);
    await(verticle.broadcast.leave());
    await(verticle.closed.future());
    assertEquals(1, verticle.contexts.size(), verticle.contexts.toString());
    assertEquals(model, verticle.contexts.iterator().next().threadingModel());
    await(vertx.undeploy(deployment));
    assertFails(ConecError.CLOSED, verticle.client.joinBroadcast("news"));
  }

  @Test
  void undeployingTheVerticleLeavesTheBroadcast() {
    Vertx vertx = net.vertx();
    AnsweringVerticle verticle = new AnsweringVerticle(net.clientOptions("depot"));
    String deployment = await(vertx.deployVerticle(verticle));
    BroadcastNet.awaitBroadcasts(net.coordinator(), "news 1/1");
    await(vertx.undeploy(deployment));
    await(verticle.closed.future());
    BroadcastNet.awaitBroadcasts(net.coordinator());
  }

  @Test
  void anyThreadMayWrite() throws InterruptedException {
    Participant shop = Participant.join(net.connect("shop"), "news", SENDER);
    Participant depot = Participant.join(net.connect("depot"), "news", READER);
    int threads = 8;
    int each = 200;
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      int thread = t;
      new Thread(() -> {
        for (int i = 0; i < each; i++) {
          shop.broadcast.write(Buffer.buffer().appendInt(thread).appendInt(i));
        }
        done.countDown();
      }).start();
    }
    assertTrue(done.await(10, TimeUnit.SECONDS));
    int[] next = new int[threads];
    for (int i = 1; i <= threads * each; i++) {
      Participant.Event message = depot.next();
      assertEquals(i, message.number());
      assertEquals(next[message.body().getInt(0)]++, message.body().getInt(4));
    }
  }

  @Test
  void anyThreadMayFetch() {
    Participant shop = Participant.join(net.connect("shop"), "news", SENDER);
    Participant depot = Participant.joinPaused(net.connect("depot"), "news", Participant.options(READER));
    Publisher publisher = new Publisher(shop.broadcast, 100, 100);
    publisher.awaitDone();
    for (int i = 1; i <= 100; i++) {
      depot.assertNothing();
      depot.broadcast.fetch(1);
      assertEquals(i, depot.next().number());
    }
  }
}
