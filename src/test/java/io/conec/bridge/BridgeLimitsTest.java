package io.conec.bridge;

import io.conec.ConecError;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitTrue;
import static io.conec.bridge.Peers.imported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages in flight are bounded, and none is lost silently. */
class BridgeLimitsTest {

  private static final Buffer LARGE = Buffer.buffer(new byte[2 * 1024 * 1024]);
  private static final Buffer TOO_LARGE = Buffer.buffer(new byte[9 * 1024 * 1024]);

  private Peers peers;

  private void start(int depotMaxInFlight, ImportOptions item) {
    peers = Peers.start(
      new ConecBridgeOptions().setMaxExportInFlight(depotMaxInFlight).addExport(new ExportOptions()
        .setAddress(item.getAddress())),
      new ConecBridgeOptions().addImport(item));
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private static void assertError(ConecError error, String message, ReplyException failure) {
    assertEquals(ReplyFailure.ERROR, failure.failureType());
    assertEquals(error.code(), failure.failureCode());
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }

  @Test
  void requestsInFlightAreBoundedWhereTheyAreSent() {
    start(1000, imported("silent").setMaxInFlight(2));
    List<Message<Object>> requests = new CopyOnWriteArrayList<>();
    peers.serve("silent", requests::add);
    Future<Message<Object>> first = peers.shop.bus().request("silent", 1);
    Future<Message<Object>> second = peers.shop.bus().request("silent", 2, new DeliveryOptions().setSendTimeout(300));
    awaitTrue(() -> requests.size() == 2);
    assertError(ConecError.BUS_OVERLOADED,
      "2 messages to peer 'depot' are in flight: send slower, or raise maxInFlight",
      awaitFailure(peers.shop.bus().request("silent", 3)));
    assertEquals(2, peers.shop.bridge.counters().getInFlight());
    requests.get(0).reply("a");
    assertEquals("a", await(first).body());
    assertEquals(ReplyFailure.TIMEOUT, awaitFailure(second).failureType());
    awaitTrue(() -> peers.shop.bridge.counters().getInFlight() == 0);
    Future<Message<Object>> fourth = peers.shop.bus().request("silent", 4);
    Future<Message<Object>> fifth = peers.shop.bus().request("silent", 5);
    awaitTrue(() -> requests.size() == 4);
    requests.get(2).reply("b");
    requests.get(3).reply("c");
    assertEquals("b", await(fourth).body());
    assertEquals("c", await(fifth).body());
    assertEquals(1, peers.shop.bridge.counters().getDropped());
  }

  @Test
  void requestsInFlightAreBoundedWhereTheyAreServed() {
    start(2, imported("silent"));
    List<Message<Object>> requests = new CopyOnWriteArrayList<>();
    peers.serve("silent", requests::add);
    Future<Message<Object>> first = peers.shop.bus().request("silent", 1);
    peers.shop.bus().request("silent", 2);
    assertError(ConecError.BUS_OVERLOADED,
      "2 messages are in flight at peer 'depot': send slower, or raise maxExportInFlight",
      awaitFailure(peers.shop.bus().request("silent", 3)));
    assertEquals(2, peers.depot.bridge.counters().getServing());
    awaitTrue(() -> requests.size() == 2);
    requests.get(0).reply("a");
    assertEquals("a", await(first).body());
    Future<Message<Object>> fourth = peers.shop.bus().request("silent", 4);
    awaitTrue(() -> requests.size() == 3);
    requests.get(2).reply("b");
    assertEquals("b", await(fourth).body());
  }

  @Test
  void bytesThatWaitToBeSentAreBounded() {
    start(1000, imported("large").setMaxQueuedBytes(1));
    AtomicInteger received = new AtomicInteger();
    List<ConecBridgeEvent> dropped = new CopyOnWriteArrayList<>();
    peers.serve("large", message -> received.incrementAndGet());
    peers.shop.bus().send("large", "");
    awaitTrue(() -> received.get() == 1);
    // The first fills the queue before the others come: all of them are on the event loop of the client already.
    List<Future<Message<Object>>> requests = new CopyOnWriteArrayList<>();
    peers.shop.vertx.runOnContext(v -> {
      peers.shop.bus().send("large", LARGE).send("large", "a").publish("large", "b");
      requests.add(peers.shop.bus().request("large", "c"));
    });
    awaitTrue(() -> requests.size() == 1);
    assertError(ConecError.BUS_OVERLOADED, "maxQueuedBytes", awaitFailure(requests.get(0)));
    awaitTrue(() -> received.get() == 2);
    assertEquals(3, peers.shop.bridge.counters().getDropped());
    assertEquals(2, peers.shop.bridge.counters().getSent());
    peers.shop.bridge.bridgeEventHandler(event -> {
      if (event.error() != null) {
        dropped.add(event);
      }
      event.tryComplete(true);
    });
    peers.shop.vertx.runOnContext(v -> peers.shop.bus().send("large", LARGE).publish("large", "b"));
    awaitTrue(() -> dropped.size() == 1);
    assertEquals(ConecError.BUS_OVERLOADED, dropped.get(0).error());
    assertEquals(ConecBridgeEventType.PUBLISH, dropped.get(0).type());
    assertEquals("b", dropped.get(0).getRawMessage().getString("body"));
    awaitTrue(() -> received.get() == 3);
  }

  @Test
  void messagesThatThePeerDoesNotReadFail() {
    start(1000, imported("echo"));
    peers.serve("echo", message ->
      message.reply(message.body() instanceof Integer ? TOO_LARGE : message.body()));
    assertError(ConecError.MESSAGE_TOO_LARGE, "maxMessageSize",
      awaitFailure(peers.shop.bus().request("echo", TOO_LARGE)));
    assertError(ConecError.MESSAGE_TOO_LARGE, "maxMessageSize", awaitFailure(peers.shop.bus().request("echo", 1)));
    peers.shop.bus().send("echo", TOO_LARGE);
    awaitTrue(() -> peers.shop.bridge.counters().getDropped() == 2);
    assertEquals("fine", await(peers.shop.bus().request("echo", "fine")).body());
  }

  @Test
  void tooManyHeadersFail() {
    start(1000, imported("echo"));
    peers.serve("echo", message -> message.reply(message.body()));
    DeliveryOptions options = new DeliveryOptions();
    for (int i = 0; i < 1001; i++) {
      options.addHeader("a", "b");
    }
    assertError(ConecError.LIMIT_EXCEEDED, "1001 headers", awaitFailure(peers.shop.bus().request("echo", 1, options)));
    assertEquals(0, peers.shop.bridge.counters().getInFlight());
  }

  @Test
  void everyRequestOfManyIsAnswered() {
    start(1000, imported("echo"));
    peers.serve("echo", message -> message.reply(message.body()));
    for (int round = 0; round < 5; round++) {
      List<Future<Message<Object>>> replies = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 1000; i++) {
        replies.add(peers.shop.bus().request("echo", i));
      }
      for (int i = 0; i < 1000; i++) {
        assertEquals(i, await(replies.get(i)).body());
      }
    }
    assertEquals(5000, peers.depot.bridge.counters().getReceived());
  }
}
