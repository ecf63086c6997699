package io.conec.bridge;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.conec.ConecError;
import io.conec.impl.wire.BusFrame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The event handler sees, denies and changes messages. */
class BridgeEventsTest {

  private final List<ConecBridgeEvent> events = new CopyOnWriteArrayList<>();
  private Peers peers;

  @BeforeEach
  void start() {
    peers = Peers.with("echo");
    peers.serve("echo", message -> message.reply(message.body(), new DeliveryOptions()
      .setHeaders(message.headers())));
    await(peers.shop.bus().request("echo", "the stream is open"));
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private static void assertDenied(ReplyException failure) {
    assertEquals(ReplyFailure.RECIPIENT_FAILURE, failure.failureType());
    assertEquals(ConecError.BUS_NOT_PERMITTED.code(), failure.failureCode());
  }

  @Test
  void theHandlerSeesOutgoingMessages() {
    peers.shop.bridge.bridgeEventHandler(event -> {
      events.add(event);
      event.complete(true);
    });
    DeliveryOptions options = new DeliveryOptions().addHeader("a", "1").addHeader("a", "2").addHeader("b", "3");
    await(peers.shop.bus().request("echo", new JsonObject().put("x", 1), options));
    peers.shop.bus().publish("echo", 7);
    awaitTrue(() -> events.size() == 2);
    ConecBridgeEvent send = events.get(0);
    assertEquals(ConecBridgeEventType.SEND, send.type());
    assertEquals("depot", send.peer());
    assertEquals("echo", send.address());
    assertNull(send.error());
    assertEquals(new JsonObject().put("type", "send").put("address", "echo")
        .put("headers", new JsonObject().put("a", new JsonArray().add("1").add("2")).put("b", "3"))
        .put("body", new JsonObject().put("x", 1)), send.getRawMessage());
    assertEquals(ConecBridgeEventType.PUBLISH, events.get(1).type());
    assertEquals(7, events.get(1).getRawMessage().getValue("body"));
  }

  @Test
  void theHandlerSeesIncomingMessages() {
    peers.depot.bridge.bridgeEventHandler(event -> {
      events.add(event);
      event.complete(true);
    });
    await(peers.shop.bus().request("echo", "x"));
    assertEquals(1, events.size());
    ConecBridgeEvent event = events.get(0);
    assertEquals(ConecBridgeEventType.RECEIVE, event.type());
    assertEquals("shop", event.peer());
    assertEquals("x", event.getRawMessage().getString("body"));
  }

  @Test
  void outgoingMessagesAreDenied() {
    peers.shop.bridge.bridgeEventHandler(event -> event.complete(false));
    assertDenied(awaitFailure(peers.shop.bus().request("echo", "x")));
    peers.shop.bus().send("echo", "x");
    awaitTrue(() -> peers.shop.bridge.counters().getRefused() == 2);
    assertEquals(1, peers.shop.bridge.counters().getSent());
  }

  @Test
  void incomingMessagesAreDenied() {
    peers.depot.bridge.bridgeEventHandler(event -> event.fail("no"));
    assertDenied(awaitFailure(peers.shop.bus().request("echo", "x")));
    peers.shop.bus().send("echo", "x");
    awaitTrue(() -> peers.depot.bridge.counters().getRefused() == 2);
    assertEquals(1, peers.depot.bridge.counters().getReceived());
  }

  @Test
  void aHandlerThatFailsDenies() {
    peers.depot.vertx.exceptionHandler(ignored -> { });
    peers.depot.bridge.bridgeEventHandler(event -> {
      throw new IllegalStateException("on purpose");
    });
    assertDenied(awaitFailure(peers.shop.bus().request("echo", "x")));
  }

  @Test
  void theDecisionMayComeLater() {
    peers.shop.bridge.bridgeEventHandler(event -> peers.shop.vertx.setTimer(1, timer -> event.complete(true)));
    peers.depot.bridge.bridgeEventHandler(event -> new Thread(() -> event.complete(true)).start());
    assertEquals("x", await(peers.shop.bus().request("echo", "x")).body());
  }

  @Test
  void messagesAreChanged() {
    JsonObject headers = new JsonObject().put("a", new JsonArray().add("1").add("2"));
    peers.shop.bridge.bridgeEventHandler(event -> change(event, "y", headers));
    peers.depot.bridge.bridgeEventHandler(event -> change(event, "z", headers));
    Message<Object> reply = await(peers.shop.bus().request("echo", "x"));
    assertEquals("xyz", reply.body());
    assertEquals(List.of("1", "2"), reply.headers().getAll("a"));
  }

  private static void change(ConecBridgeEvent event, String appended, JsonObject headers) {
    JsonObject message = event.getRawMessage();
    if (message != null) {
      event.setRawMessage(message.put("body", message.getString("body") + appended).put("headers", headers));
    }
    event.complete(true);
  }

  @Test
  void aMalformedReplacementDeniesTheMessage() {
    peers.depot.bridge.bridgeEventHandler(BridgeEventsTest::malform);
    assertDenied(awaitFailure(peers.shop.bus().request("echo", "x")));
    peers.depot.bridge.bridgeEventHandler(null);
    peers.shop.bridge.bridgeEventHandler(BridgeEventsTest::malform);
    assertDenied(awaitFailure(peers.shop.bus().request("echo", "x")));
  }

  private static void malform(ConecBridgeEvent event) {
    event.setRawMessage(new JsonObject().put("headers", "no object"));
    event.tryComplete(true);
  }

  @Test
  void refusedMessagesAreReported() {
    peers.depot.bridge.removeExport("echo");
    RawImport item = new RawImport(peers.shop.vertx, peers.shop.client, "depot", "echo");
    awaitTrue(() -> item.consumers.size() == 1);
    peers.depot.bridge.bridgeEventHandler(events::add);
    item.stream.write(Buffer.buffer(new byte[] {BusFrame.SEND, 0, 0}));
    item.stream.write(Buffer.buffer(new byte[] {BusFrame.PUBLISH, 0, 0}));
    awaitTrue(() -> events.size() == 2);
    events.forEach(event -> {
      assertEquals(ConecBridgeEventType.RECEIVE, event.type());
      assertEquals(ConecError.BUS_NOT_PERMITTED, event.error());
    });
    assertEquals("publish", events.get(1).getRawMessage().getString("type"));
  }

  @Test
  void streamsAreReported() {
    List<ConecBridgeEvent> served = new CopyOnWriteArrayList<>();
    peers.shop.bridge.bridgeEventHandler(events::add);
    peers.depot.bridge.bridgeEventHandler(served::add);
    await(peers.shop.bridge.addImport(Peers.imported("echo").setLocalAddress("second")));
    await(peers.shop.bridge.removeImport("second"));
    awaitTrue(() -> events.size() == 4 && served.size() == 2);
    assertEquals(List.of(ConecBridgeEventType.STREAM_OPENED, ConecBridgeEventType.REGISTERED,
      ConecBridgeEventType.UNREGISTERED,
      ConecBridgeEventType.STREAM_CLOSED), events.stream().map(ConecBridgeEvent::type).toList());
    assertEquals(ConecError.CLOSED, events.get(2).error());
    assertEquals(List.of(ConecBridgeEventType.STREAM_OPENED, ConecBridgeEventType.STREAM_CLOSED),
      served.stream().map(ConecBridgeEvent::type).toList());
    assertNull(events.get(0).getRawMessage());
  }
}
