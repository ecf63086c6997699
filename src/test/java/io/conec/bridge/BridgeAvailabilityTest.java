package io.conec.bridge;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.impl.wire.BusConsumers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitConsumer;
import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitNoConsumer;
import static io.conec.bridge.Peers.awaitTrue;
import static io.conec.bridge.Peers.imported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An import is a local consumer while its peer is connected and has a consumer. */
class BridgeAvailabilityTest {

  private static final String ADDRESS = "orders";

  private final List<ConecBridgeEvent> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger here = new AtomicInteger();
  private final AtomicInteger there = new AtomicInteger();
  private Peers peers;

  @BeforeEach
  void start() {
    peers = Peers.start(new ConecBridgeOptions().addExport(new ExportOptions().setAddress(ADDRESS)),
      new ConecBridgeOptions().addImport(imported(ADDRESS)));
    peers.shop.bridge.bridgeEventHandler(event -> {
      if (event.type() == ConecBridgeEventType.REGISTERED || event.type() == ConecBridgeEventType.UNREGISTERED
        || event.error() != null) {
        events.add(event);
      }
      event.tryComplete(true);
    });
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private MessageConsumer<Object> serve() {
    return peers.serve(ADDRESS, message -> there.incrementAndGet());
  }

  private void awaitEvents(String... expected) {
    List<String> all = List.of(expected);
    awaitTrue(() -> texts().equals(all));
  }

  private List<String> texts() {
    return events.stream().map(event -> event.type() + " " + event.error()).toList();
  }

  private void assertNoHandlers() {
    Future<Message<Object>> request = peers.shop.bus().request(ADDRESS, "");
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(request).failureType());
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(peers.shop.bus().sender(ADDRESS).write("")).failureType());
  }

  @Test
  void consumersComeAndGo() {
    assertNoHandlers();
    for (int i = 1; i <= 2; i++) {
      MessageConsumer<Object> consumer = serve();
      await(peers.shop.bus().sender(ADDRESS).write(""));
      int count = i;
      awaitTrue(() -> there.get() == count);
      await(consumer.unregister());
      awaitNoConsumer(peers.shop.vertx, ADDRESS);
      assertNoHandlers();
    }
    awaitEvents("REGISTERED null", "UNREGISTERED null", "REGISTERED null", "UNREGISTERED null");
  }

  @Test
  void aConsumerThatIsReplacedImmediatelyLeavesNoGap() {
    MessageConsumer<Object> consumer = serve();
    for (int i = 0; i < 20; i++) {
      await(consumer.unregister());
      consumer = peers.depot.bus().consumer(ADDRESS, message -> message.reply(""));
    }
    awaitTrue(() -> await(peers.shop.bus().request(ADDRESS, "").map(true).otherwise(false)));
  }

  @Test
  void oneOfTwoConsumersMayUnregister() {
    MessageConsumer<Object> consumer = serve();
    serve();
    await(consumer.unregister());
    peers.shop.bus().send(ADDRESS, "");
    awaitTrue(() -> there.get() == 1);
    awaitEvents("REGISTERED null");
  }

  @Test
  void anExportComesAndGoes() {
    serve();
    peers.depot.bridge.removeExport(ADDRESS);
    awaitNoConsumer(peers.shop.vertx, ADDRESS);
    assertNoHandlers();
    peers.depot.bridge.addExport(new ExportOptions().setAddress(ADDRESS).addPeer("shop"));
    awaitConsumer(peers.shop.vertx, ADDRESS);
    awaitEvents("REGISTERED null", "UNREGISTERED BUS_NOT_PERMITTED", "REGISTERED null");
  }

  /** The consumer here gets all messages as soon as the one there is gone. */
  @Test
  void aDeadImportGetsNoMessages() {
    serve();
    peers.shop.bus().consumer(ADDRESS, message -> here.incrementAndGet());
    sendHundred();
    awaitTrue(() -> here.get() == 50 && there.get() == 50);
    peers.depot.close();
    awaitTrue(() -> texts().contains("UNREGISTERED BUS_PEER_AWAY"));
    sendHundred();
    awaitTrue(() -> here.get() == 150);
    peers.depot.start();
    awaitTrue(() -> events.get(events.size() - 1).type() == ConecBridgeEventType.REGISTERED);
    sendHundred();
    awaitTrue(() -> here.get() == 200 && there.get() == 100);
    assertEquals(0, peers.shop.bridge.counters().getDropped());
  }

  private void sendHundred() {
    for (int i = 0; i < 100; i++) {
      peers.shop.bus().send(ADDRESS, i);
    }
  }

  @Test
  void importsWithOneLocalAddressTakeTurns() {
    serve();
    AtomicInteger other = new AtomicInteger();
    peers.depot.bridge.addExport(new ExportOptions().setAddress("other"));
    MessageConsumer<Object> second = peers.depot.bus().consumer("other", message -> other.incrementAndGet());
    await(peers.shop.bridge.addImport(imported("other").setLocalAddress(ADDRESS)));
    sendHundred();
    awaitTrue(() -> there.get() == 50 && other.get() == 50);
    peers.shop.bus().publish(ADDRESS, "");
    awaitTrue(() -> there.get() == 51 && other.get() == 51);
    await(second.unregister());
    awaitTrue(() -> texts().contains("UNREGISTERED null"));
    sendHundred();
    awaitTrue(() -> there.get() == 151);
    assertTrue(await(peers.shop.bridge.removeImport(ADDRESS)));
    assertNoHandlers();
  }

  @Test
  void oneOfSeveralImportsIsRemoved() {
    serve();
    peers.depot.bridge.addExport(new ExportOptions().setAddress("other"));
    AtomicInteger other = new AtomicInteger();
    peers.depot.bus().consumer("other", message -> other.incrementAndGet());
    ImportOptions second = imported("other").setLocalAddress(ADDRESS);
    await(peers.shop.bridge.addImport(second));
    assertTrue(await(peers.shop.bridge.removeImport(imported(ADDRESS))));
    assertFalse(await(peers.shop.bridge.removeImport(imported(ADDRESS))));
    sendHundred();
    awaitTrue(() -> other.get() == 100);
    assertTrue(await(peers.shop.bridge.removeImport(second)));
    assertNoHandlers();
  }

  /** Each message reaches the consumer here, or the one there. */
  @Test
  void importsComeAndGoUnderTraffic() {
    serve();
    peers.shop.bus().consumer(ADDRESS, message -> here.incrementAndGet());
    AtomicInteger sent = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    Context sender = peers.shop.vertx.getOrCreateContext();
    Future<Void> stopped = Future.future(promise -> sender.runOnContext(v -> sendUntil(sender, enough, sent, promise)));
    for (int i = 0; i < 5; i++) {
      int before = there.get();
      awaitTrue(() -> there.get() > before);
      assertTrue(await(peers.shop.bridge.removeImport(ADDRESS)));
      await(peers.shop.bridge.addImport(imported(ADDRESS)));
    }
    enough.set(true);
    await(stopped);
    awaitTrue(() -> here.get() + there.get() == sent.get());
    assertEquals(0, peers.shop.bridge.counters().getDropped());
  }

  private void sendUntil(Context sender, AtomicBoolean enough, AtomicInteger sent, Promise<Void> stopped) {
    if (enough.get()) {
      stopped.complete();
      return;
    }
    for (int i = 0; i < 20; i++) {
      peers.shop.bus().send(ADDRESS, sent.incrementAndGet());
    }
    peers.shop.vertx.setTimer(1, timer -> sendUntil(sender, enough, sent, stopped));
  }

  /** Two clients of one application are two peers, with a route through each. */
  @Test
  void twoBridgesOnOneEventBus() {
    serve();
    ConecClient client = ConecClient.create(peers.shop.vertx, peers.net.clientOptions("kiosk"));
    ConecBridge bridge = ConecBridge.create(peers.shop.vertx, client, new ConecBridgeOptions()
      .addImport(imported(ADDRESS)).addExport(new ExportOptions().setAddress(ADDRESS)));
    await(client.connect().compose(connected -> bridge.start()));
    sendHundred();
    awaitTrue(() -> there.get() == 100);
    peers.shop.bus().publish(ADDRESS, "");
    awaitTrue(() -> there.get() == 102);
    // A message that comes in through one bridge does not go out through the other.
    RawImport item = new RawImport(peers.depot.vertx, peers.depot.client, "kiosk", ADDRESS);
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(item.request("")).failureType());
    assertEquals(BusConsumers.State.NONE, item.consumers.get(0).state());
    peers.shop.bus().consumer(ADDRESS, message -> message.reply("here"));
    for (int i = 0; i < 4; i++) {
      assertEquals("here", await(item.request("")));
    }
    assertEquals(102, there.get());
    await(bridge.close());
    await(client.close());
  }

  /** All messages are in the queue of the consumer when it is unregistered. */
  @Test
  void messagesOnTheirWayWhenAnImportIsRemovedArrive() {
    List<Future<Message<Object>>> replies = new ArrayList<>();
    peers.serve(ADDRESS, message -> {
      there.incrementAndGet();
      message.reply("");
    });
    Future<Boolean> removed = Future.future(promise -> peers.shop.vertx.runOnContext(v -> {
      sendHundred();
      peers.shop.bus().publish(ADDRESS, "");
      replies.add(peers.shop.bus().request(ADDRESS, ""));
      peers.shop.bridge.removeImport(ADDRESS).onComplete(promise);
    }));
    assertTrue(await(removed));
    awaitTrue(() -> there.get() == 102);
    assertEquals(ConecError.CLOSED.code(), awaitFailure(replies.get(0)).failureCode());
    assertNoHandlers();
  }

  @Test
  void eachReasonWhyAnImportIsNotAvailableIsReportedOnce() {
    peers.net.connect("plain");
    await(peers.shop.bridge.addImport(new ImportOptions().setPeer("nobody").setAddress("x")));
    await(peers.shop.bridge.addImport(new ImportOptions().setPeer("plain").setAddress("y")));
    await(peers.shop.bridge.addImport(imported("secret")));
    awaitEvents("UNREGISTERED BUS_PEER_AWAY", "UNREGISTERED BUS_PEER_AWAY", "UNREGISTERED BUS_NOT_PERMITTED");
    serve();
    awaitEvents("UNREGISTERED BUS_PEER_AWAY", "UNREGISTERED BUS_PEER_AWAY", "UNREGISTERED BUS_NOT_PERMITTED",
      "REGISTERED null");
  }
}
