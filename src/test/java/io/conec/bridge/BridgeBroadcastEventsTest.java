package io.conec.bridge;

import static io.conec.bridge.Bridges.both;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The event handler sees, denies and changes messages to and from a broadcast. */
class BridgeBroadcastEventsTest {

  private Bridges bridges;
  private Bridges.Application depot;
  private Bridges.Application shop;
  private List<Message<Object>> received;

  @BeforeEach
  void start() {
    bridges = new Bridges();
    depot = bridges.start("depot", both("news"));
    shop = bridges.start("shop", both("news").setAddress("local"));
    bridges.awaitMembers("news", 2, 2);
    received = shop.consume("local");
    depot.bus().publish("news", "joined");
    awaitUntil(() -> received.size() == 1);
    received.clear();
  }

  @AfterEach
  void close() {
    bridges.close();
  }

  @Test
  void messagesAreSeen() {
    depot.watch();
    shop.watch();
    DeliveryOptions options = new DeliveryOptions().addHeader("a", "1").addHeader("a", "2");
    depot.bus().publish("news", new JsonObject().put("x", 1), options);
    awaitUntil(() -> received.size() == 1);
    ConecBridgeEvent out = depot.events.get(0);
    assertEquals(ConecBridgeEventType.PUBLISH, out.type());
    assertNull(out.peer());
    assertNull(out.error());
    assertEquals("news", out.address());
    assertEquals("news", out.broadcast());
    JsonObject raw = new JsonObject().put("type", "publish").put("address", "news")
      .put("headers", new JsonObject().put("a", new JsonArray().add("1").add("2")))
      .put("body", new JsonObject().put("x", 1)).put("broadcast", "news");
    assertEquals(raw, out.getRawMessage());
    ConecBridgeEvent in = shop.events.get(0);
    assertEquals(ConecBridgeEventType.RECEIVE, in.type());
    assertEquals("depot", in.peer());
    assertEquals("local", in.address());
    assertEquals("news", in.broadcast());
    assertEquals(raw.put("address", "local"), in.getRawMessage());
    assertEquals(1, depot.events.size());
    assertEquals(1, shop.events.size());
  }

  @Test
  void aMappingThatIsRemovedWhileTheEventHandlerDecidesBringsNothing() {
    shop.bridge.bridgeEventHandler(shop.events::add);
    depot.bus().publish("news", 1);
    ConecBridgeEvent undecided = shop.awaitEvent(ConecBridgeEventType.RECEIVE);
    await(shop.bridge.removeBroadcast("news", "local"));
    undecided.complete(true);
    awaitUntil(() -> shop.bridge.counters().getQueued() == 0);
    assertEquals(1, shop.bridge.counters().getRefused());
    assertEquals(List.of(), received);
  }

  @Test
  void theHandlerSeesTheBodyAsItWas() {
    depot.bridge.bridgeEventHandler(event -> {
      depot.events.add(event);
      depot.vertx.setTimer(1, timer -> event.complete(true));
    });
    JsonObject body = new JsonObject().put("x", 1);
    depot.bus().publish("news", body);
    body.put("x", 2);
    awaitUntil(() -> received.size() == 1);
    assertEquals(1, depot.events.get(0).getRawMessage().getJsonObject("body").getInteger("x"));
    assertEquals(new JsonObject().put("x", 1), received.get(0).body());
  }

  @Test
  void outgoingMessagesAreDenied() {
    depot.bridge.bridgeEventHandler(event -> {
      depot.events.add(event);
      event.tryComplete(!"no".equals(event.getRawMessage().getString("body")));
    });
    depot.bus().publish("news", "no").publish("news", "yes");
    awaitUntil(() -> received.size() == 1);
    assertEquals("yes", received.get(0).body());
    assertEquals(1, depot.bridge.counters().getRefused());
    awaitUntil(() -> depot.bridge.counters().getSent() == 2);
    assertEquals(0, depot.bridge.counters().getDropped());
    assertTrue(depot.events.stream().anyMatch(event -> event.error() == ConecError.BUS_NOT_PERMITTED));
  }

  @Test
  void incomingMessagesAreDenied() {
    shop.bridge.bridgeEventHandler(event -> {
      shop.events.add(event);
      event.tryComplete(!"no".equals(event.getRawMessage().getString("body")));
    });
    depot.bus().publish("news", "no").publish("news", "yes");
    awaitUntil(() -> received.size() == 1);
    assertEquals("yes", received.get(0).body());
    assertEquals(1, shop.bridge.counters().getRefused());
    awaitUntil(() -> shop.bridge.counters().getReceived() == 2);
    ConecBridgeEvent denied = shop.events.get(1);
    assertEquals(ConecError.BUS_NOT_PERMITTED, denied.error());
    assertEquals("depot", denied.peer());
    assertFalse(denied.getRawMessage().containsKey("body"));
  }

  @Test
  void messagesAreChanged() {
    JsonObject headers = new JsonObject().put("a", new JsonArray().add("1").add("2")).put("conec-peer", "liar")
      .put("conec-broadcast", "liar");
    depot.bridge.bridgeEventHandler(event -> change(event, "y", headers));
    shop.bridge.bridgeEventHandler(event -> change(event, "z", headers));
    depot.bus().publish("news", "x");
    awaitUntil(() -> received.size() == 1);
    assertEquals("xyz", received.get(0).body());
    assertEquals(List.of("1", "2"), received.get(0).headers().getAll("a"));
    assertEquals(List.of("depot"), received.get(0).headers().getAll(BusHeaders.PEER));
    assertEquals(List.of("news"), received.get(0).headers().getAll(BusHeaders.BROADCAST));
  }

  private static void change(ConecBridgeEvent event, String appended, JsonObject headers) {
    JsonObject message = event.getRawMessage();
    event.setRawMessage(message.put("body", message.getString("body") + appended).put("headers", headers));
    event.complete(true);
  }

  @Test
  void aReplacementWithoutACodecIsReported() {
    depot.bridge.bridgeEventHandler(event -> replace(depot, event));
    depot.bus().publish("news", "x");
    assertEquals(ConecError.BUS_CODEC, awaitError(depot).error());
    depot.bridge.bridgeEventHandler(null);
    shop.bridge.bridgeEventHandler(event -> replace(shop, event));
    depot.bus().publish("news", "x");
    assertEquals(ConecError.BUS_CODEC, awaitError(shop).error());
    assertEquals(1, shop.bridge.counters().getDropped());
  }

  private static void replace(Bridges.Application application, ConecBridgeEvent event) {
    application.events.add(event);
    if (event.error() == null) {
      event.setRawMessage(new JsonObject().put("body", new Object()));
    }
    event.complete(true);
  }

  @Test
  void aMalformedReplacementDeniesTheMessage() {
    shop.bridge.bridgeEventHandler(event -> malform(shop, event));
    // More messages than may wait for a decision at a time.
    for (int i = 0; i < 100; i++) {
      depot.bus().publish("news", "x");
    }
    awaitUntil(() -> shop.bridge.counters().getRefused() == 100);
    assertEquals(ConecError.BUS_NOT_PERMITTED, awaitError(shop).error());
    shop.bridge.bridgeEventHandler(null);
    depot.bus().publish("news", "y");
    awaitUntil(() -> received.size() == 1);
    assertEquals("y", received.get(0).body());
    depot.bridge.bridgeEventHandler(event -> malform(depot, event));
    depot.bus().publish("news", "x");
    assertEquals(ConecError.BUS_NOT_PERMITTED, awaitError(depot).error());
    assertEquals(1, depot.bridge.counters().getRefused());
  }

  private static void malform(Bridges.Application application, ConecBridgeEvent event) {
    application.events.add(event);
    if (event.error() == null) {
      event.setRawMessage(new JsonObject().put("headers", "no object"));
    }
    event.tryComplete(true);
  }

  private static ConecBridgeEvent awaitError(Bridges.Application application) {
    awaitUntil(() -> application.events.stream().anyMatch(event -> event.error() != null));
    return application.events.stream().filter(event -> event.error() != null).findFirst().orElseThrow();
  }

  @Test
  void aBodyThatCannotBeEncodedIsReported() {
    depot.watch();
    depot.bus().registerDefaultCodec(StringBuilder.class, new TestCodec<>("builder", text -> {
      throw new IllegalStateException("worn out");
    }, StringBuilder::new));
    depot.bus().publish("news", new StringBuilder());
    ConecBridgeEvent event = awaitError(depot);
    assertEquals(ConecBridgeEventType.PUBLISH, event.type());
    assertEquals(ConecError.BUS_CODEC, event.error());
    DeliveryOptions tooMany = new DeliveryOptions();
    for (int i = 0; i < 1001; i++) {
      tooMany.addHeader("a", "b");
    }
    depot.bus().publish("news", "x", tooMany);
    awaitUntil(() -> depot.events.stream().anyMatch(other -> other.error() == ConecError.LIMIT_EXCEEDED));
    depot.bus().publish("news", Buffer.buffer(new byte[300_000]));
    awaitUntil(() -> depot.events.stream().anyMatch(other -> other.error() == ConecError.MESSAGE_TOO_LARGE));
    assertEquals(3, depot.bridge.counters().getDropped());
    depot.bus().publish("news", "fine");
    awaitUntil(() -> received.size() == 1);
  }

  @ParameterizedTest
  @CsvSource({"00627573, PROTOCOL_VIOLATION", "0062757300, PROTOCOL_VIOLATION", "00627573020000, PROTOCOL_VIOLATION",
    "0062757303001e, BUS_CODEC", "00627573030009ffffffff, BUS_CODEC", "006275730300ff0178, BUS_CODEC"})
  void aBodyThatCannotBeDecodedIsReported(String hex, ConecError error) {
    shop.watch();
    ConecBroadcast broken = bridges.join("broken", "news");
    await(broken.write(Buffer.buffer(HexFormat.of().parseHex(hex))));
    ConecBridgeEvent event = awaitError(shop);
    assertEquals(ConecBridgeEventType.RECEIVE, event.type());
    assertEquals(error, event.error());
    assertEquals("broken", event.peer());
    assertEquals("local", event.address());
    assertFalse(event.getRawMessage().containsKey("body"));
    await(broken.write(Buffer.buffer("fine")));
    awaitUntil(() -> received.size() == 1);
    assertEquals(Buffer.buffer("fine"), received.get(0).body());
    assertEquals(1, shop.bridge.counters().getDropped());
    awaitUntil(() -> shop.bridge.counters().getReceived() == 2);
  }

  @Test
  void randomBytesEndNothing() {
    shop.watch();
    ConecBroadcast broken = bridges.join("broken", "news");
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      Buffer message = Buffer.buffer("\0bus\3").appendByte((byte) random.nextInt(2))
        .appendByte((byte) random.nextInt(18));
      await(broken.write(message.appendBytes(bytes)));
    }
    await(broken.write(Buffer.buffer("fine")));
    awaitUntil(() -> received.stream().anyMatch(message -> Buffer.buffer("fine").equals(message.body())));
    awaitUntil(() -> shop.bridge.counters().getReceived() + shop.bridge.counters().getDropped() == 502);
    assertTrue(shop.bridge.counters().getDropped() > 0);
    assertEquals(0, shop.events(ConecBridgeEventType.BROADCAST_LEFT).count());
  }

  @Test
  void joiningAndLeavingIsReported() {
    shop.watch();
    await(shop.bridge.addBroadcast(both("other").setAddress("x")));
    ConecBridgeEvent created = shop.awaitEvent(ConecBridgeEventType.BROADCAST_JOINED);
    assertEquals("other", created.broadcast());
    assertEquals("x", created.address());
    assertNull(created.error());
    assertNull(created.getRawMessage());
    await(shop.bridge.addBroadcast(both("other").setAddress("y")));
    awaitUntil(() -> shop.events(ConecBridgeEventType.BROADCAST_JOINED).count() == 2);
    assertTrue(await(shop.bridge.removeBroadcast("other", "x")));
    ConecBridgeEvent closed = shop.awaitEvent(ConecBridgeEventType.BROADCAST_LEFT);
    assertEquals(ConecError.CLOSED, closed.error());
    assertEquals("x", closed.address());
    assertTrue(await(shop.bridge.removeBroadcast("other", "y")));
    assertEquals(2, shop.events(ConecBridgeEventType.BROADCAST_LEFT).count());
    bridges.awaitEnd("other");
    assertFalse(await(shop.bridge.removeBroadcast("other", "y")));
  }
}
