package io.conec.bridge;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitTrue;
import static io.conec.bridge.Peers.imported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.ConecError;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers leave and return, imports are added and removed. */
class BridgeAwayTest {

  private final List<Message<Object>> silent = new CopyOnWriteArrayList<>();
  private Peers peers;

  @BeforeEach
  void start() {
    peers = Peers.with("echo", "silent");
    peers.serve("echo", message -> message.reply(message.body()));
    peers.serve("silent", silent::add);
    await(echo());
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private Future<Message<Object>> echo() {
    return peers.shop.bus().request("echo", "x");
  }

  private static void assertNoHandlers(Future<?> request) {
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(request).failureType());
  }

  private static void assertError(ConecError error, ReplyException failure) {
    assertEquals(ReplyFailure.ERROR, failure.failureType());
    assertEquals(error.code(), failure.failureCode(), failure.getMessage());
  }

  private void awaitAway() {
    Peers.awaitNoConsumer(peers.shop.vertx, "echo");
    assertNoHandlers(echo());
  }

  private void awaitBack() {
    Peers.awaitConsumer(peers.shop.vertx, "echo");
    await(echo());
  }

  @Test
  void aPeerGoesAndComesBack() {
    Future<Message<Object>> pending = peers.shop.bus().request("silent", 1);
    awaitTrue(() -> silent.size() == 1);
    for (int i = 0; i < 2; i++) {
      peers.depot.close();
      if (i == 0) {
        assertError(ConecError.BUS_PEER_AWAY, awaitFailure(pending));
      }
      awaitAway();
      assertEquals(0, peers.shop.bridge.counters().getInFlight());
      peers.depot.start();
      awaitBack();
    }
  }

  @Test
  void aPeerThatHasNoBridgeYet() {
    await(peers.depot.bridge.close());
    awaitAway();
    peers.depot.bridge = ConecBridge.create(peers.depot.vertx, peers.depot.client, peers.depot.options);
    await(peers.depot.bridge.start());
    awaitBack();
  }

  @Test
  void theExportingSideNoticesThatTheOtherIsGone() {
    Future<Message<Object>> pending = peers.shop.bus().request("silent", 1);
    awaitTrue(() -> silent.size() == 1);
    Future<Message<Object>> answer = silent.get(0).replyAndRequest("and you?");
    assertEquals("and you?", await(pending).body());
    peers.shop.close();
    assertError(ConecError.BUS_PEER_AWAY, awaitFailure(answer));
    assertEquals(0, peers.depot.bridge.counters().getInFlight());
    peers.shop.start();
  }

  @Test
  void anImportIsRemovedAndAddedAgain() {
    Future<Message<Object>> pending = peers.shop.bus().request("silent", 1);
    awaitTrue(() -> silent.size() == 1);
    assertTrue(await(peers.shop.bridge.removeImport("silent")));
    assertError(ConecError.CLOSED, awaitFailure(pending));
    assertNoHandlers(peers.shop.bus().request("silent", 1));
    assertFalse(await(peers.shop.bridge.removeImport("silent")));
    await(peers.shop.bridge.addImport(imported("silent")));
    Future<Message<Object>> again = peers.shop.bus().request("silent", 2);
    awaitTrue(() -> silent.size() == 2);
    silent.get(1).reply("ok");
    assertEquals("ok", await(again).body());
    silent.get(0).reply("nobody waits for it");
    await(echo());
  }

  @Test
  void messagesSentBeforeAnImportIsRemovedArrive() {
    for (int i = 0; i < 100; i++) {
      peers.shop.bus().send("silent", i);
    }
    await(peers.shop.bridge.removeImport("silent"));
    awaitTrue(() -> silent.size() == 100);
  }

  @Test
  void theSameImportTwiceIsAnError() {
    Throwable failure = await(peers.shop.bridge.addImport(imported("echo"))
      .transform(result -> Future.succeededFuture(result.cause())));
    assertInstanceOf(IllegalArgumentException.class, failure);
    await(echo());
    assertTrue(await(peers.shop.bridge.removeImport("echo")));
    assertNoHandlers(echo());
  }

  @Test
  void aBridgeStartsOnce() {
    assertInstanceOf(IllegalStateException.class,
      await(peers.shop.bridge.start().transform(result -> Future.succeededFuture(result.cause()))));
    await(echo());
  }

  @Test
  void aClosedBridgeFailsPendingRequests() {
    Future<Message<Object>> pending = peers.shop.bus().request("silent", 1);
    awaitTrue(() -> silent.size() == 1);
    await(peers.shop.bridge.close());
    assertError(ConecError.CLOSED, awaitFailure(pending));
    assertNoHandlers(echo());
    await(peers.shop.bridge.close());
  }

  @Test
  void aStreamThatArrivesWhileTheBridgeClosesIsReset() {
    await(peers.depot.bridge.close());
    ConecBridge closing = ConecBridge.create(peers.depot.vertx, peers.depot.client, peers.depot.options);
    Context context = startOnAThreadOfItsOwn(closing);
    CountDownLatch arrived = new CountDownLatch(1);
    context.runOnContext(v -> {
      // Until then arriving data waits behind this task.
      awaitLatch(arrived);
      closing.close();
    });
    ConecStream stream = await(peers.shop.client.openStream("depot", new StreamOptions().setProtocol("conec/bus")));
    arrived.countDown();
    awaitTrue(() -> stream.closeReason() != null);
  }

  private Context startOnAThreadOfItsOwn(ConecBridge bridge) {
    Promise<Context> started = Promise.promise();
    peers.depot.vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        return bridge.start().onComplete(v -> started.complete(context), started::fail);
      }
    }, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
    return await(started.future());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
