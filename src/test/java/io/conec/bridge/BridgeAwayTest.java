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

/** Peers go and come, imports are added and removed. */
class BridgeAwayTest {

  private final List<Message<Object>> silent = new CopyOnWriteArrayList<>();
  private Peers peers;

  @BeforeEach
  void start() {
    peers = Peers.with("echo", "silent");
    peers.depot.bus().consumer("echo", message -> message.reply(message.body()));
    peers.depot.bus().consumer("silent", silent::add);
    await(echo());
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private Future<Message<Object>> echo() {
    return peers.shop.bus().request("echo", "x");
  }

  private static void assertError(ConecError error, ReplyException failure) {
    assertEquals(ReplyFailure.ERROR, failure.failureType());
    assertEquals(error.code(), failure.failureCode(), failure.getMessage());
  }

  private void assertAway() {
    ReplyException failure = awaitFailure(echo());
    assertError(ConecError.BUS_PEER_AWAY, failure);
    assertTrue(failure.getMessage().startsWith("peer 'depot' is away: "), failure.getMessage());
  }

  private void awaitBack() {
    awaitTrue(() -> await(echo().transform(result -> Future.succeededFuture(result.succeeded()))));
  }

  @Test
  void aPeerHasNoBridge() {
    peers.net.connect("plain");
    await(peers.shop.bridge.addImport(new ImportOptions().setPeer("plain").setAddress("x")));
    ReplyException failure = awaitFailure(peers.shop.bus().request("x", 1));
    assertError(ConecError.BUS_PEER_AWAY, failure);
    assertEquals("peer 'plain' is away: it has no bridge, start a ConecBridge there", failure.getMessage());
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
      awaitTrue(() -> peers.shop.client.channel("depot") == null);
      assertAway();
      assertEquals(0, peers.shop.bridge.counters().getInFlight());
      peers.depot.start();
      awaitBack();
    }
  }

  @Test
  void whatIsSentToAPeerThatIsAwayIsCountedAndReported() {
    List<ConecBridgeEvent> events = new CopyOnWriteArrayList<>();
    peers.depot.close();
    awaitTrue(() -> peers.shop.client.channel("depot") == null);
    peers.shop.bridge.bridgeEventHandler(event -> {
      if (event.error() == null) {
        event.complete(true);
      } else {
        events.add(event);
      }
    });
    peers.shop.bus().send("echo", 1).publish("echo", 2);
    awaitTrue(() -> events.size() == 2);
    events.forEach(event -> assertEquals(ConecError.BUS_PEER_AWAY, event.error()));
    assertEquals(2, peers.shop.bridge.counters().getDropped());
    peers.depot.start();
  }

  @Test
  void aPeerThatWasNeverThere() {
    await(peers.shop.bridge.addImport(new ImportOptions().setPeer("nobody").setAddress("x")));
    ReplyException failure = awaitFailure(peers.shop.bus().request("x", 1));
    assertError(ConecError.BUS_PEER_AWAY, failure);
    assertTrue(failure.getMessage().contains("'nobody'"), failure.getMessage());
  }

  @Test
  void aPeerThatHasNoBridgeYet() {
    await(peers.depot.bridge.close());
    awaitTrue(() -> await(echo().transform(result -> Future.succeededFuture(result.failed()))));
    assertAway();
    peers.depot.bridge = ConecBridge.create(peers.depot.vertx, peers.depot.client, peers.depot.options);
    await(peers.depot.bridge.start());
    awaitBack();
  }

  @Test
  void theSideThatServesSeesTheOtherGo() {
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
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(peers.shop.bus().request("silent", 1)).failureType());
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
  void whatWasSentBeforeAnImportIsRemovedArrives() {
    for (int i = 0; i < 100; i++) {
      peers.shop.bus().send("silent", i);
    }
    awaitTrue(() -> peers.shop.bridge.counters().getSent() == 101);
    await(peers.shop.bridge.removeImport("silent"));
    awaitTrue(() -> silent.size() == 100);
  }

  @Test
  void oneLocalAddressIsOneImport() {
    Throwable failure = await(peers.shop.bridge.addImport(imported("other").setLocalAddress("echo"))
      .transform(result -> Future.succeededFuture(result.cause())));
    assertInstanceOf(IllegalArgumentException.class, failure);
    await(echo());
    assertTrue(await(peers.shop.bridge.removeImport("echo")));
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(echo()).failureType());
  }

  @Test
  void aBridgeStartsOnce() {
    assertInstanceOf(IllegalStateException.class,
      await(peers.shop.bridge.start().transform(result -> Future.succeededFuture(result.cause()))));
    await(echo());
  }

  @Test
  void aClosedBridgeFailsWhatWaits() {
    Future<Message<Object>> pending = peers.shop.bus().request("silent", 1);
    awaitTrue(() -> silent.size() == 1);
    await(peers.shop.bridge.close());
    assertError(ConecError.CLOSED, awaitFailure(pending));
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(echo()).failureType());
    await(peers.shop.bridge.close());
  }

  @Test
  void aStreamThatArrivesWhileTheBridgeClosesIsReset() {
    await(peers.depot.bridge.close());
    ConecBridge closing = ConecBridge.create(peers.depot.vertx, peers.depot.client, peers.depot.options);
    Context context = startOnAThreadOfItsOwn(closing);
    CountDownLatch arrived = new CountDownLatch(1);
    context.runOnContext(v -> {
      // Until then what arrives waits behind this.
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
