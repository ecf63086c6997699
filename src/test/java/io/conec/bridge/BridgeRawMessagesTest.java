package io.conec.bridge;

import io.conec.BroadcastInfo;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Unchanged parts arrive as they were sent, changed parts as the event handler set them. */
class BridgeRawMessagesTest {

  record Point(int x, int y) {
  }

  record Crate(String content) implements Serializable {
  }

  /** Ways to set a message with the same body. */
  enum SameBody implements UnaryOperator<JsonObject> {
    SAME_OBJECT {
      @Override
      public JsonObject apply(JsonObject raw) {
        raw.getJsonObject("headers").put("seen", "yes");
        return raw;
      }
    },
    NO_BODY {
      @Override
      public JsonObject apply(JsonObject raw) {
        return new JsonObject().put("headers", new JsonObject().put("seen", "yes"));
      }
    },
    AS_TEXT_AND_BACK {
      @Override
      public JsonObject apply(JsonObject raw) {
        JsonObject parsed = new JsonObject(raw.encode());
        parsed.getJsonObject("headers").put("seen", "yes");
        return parsed;
      }
    }
  }

  /** Through import and export, and through a broadcast. */
  private static final List<String> ADDRESSES = List.of("direct", "news");

  private static final MessageCodec<Point, Point> POINTS = new TestCodec<>("point", point -> point.x + "," + point.y,
    text -> new Point(Integer.parseInt(text.split(",")[0]), Integer.parseInt(text.split(",")[1])));

  private static Peers peers;
  private static BlockingQueue<Message<Object>> received;

  @BeforeAll
  static void start() {
    peers = Peers.start(
      options().addExport(new ExportOptions().setAddress("direct")).addSerializableType(Crate.class.getName()),
      options().addImport(Peers.imported("direct")));
    for (Peers.Peer peer : List.of(peers.depot, peers.shop)) {
      peer.bus().registerDefaultCodec(Point.class, POINTS).serializableChecker(Crate.class.getName()::equals);
      peer.bus().registerCodec(new TestCodec<JsonObject, JsonObject>("stamping", JsonObject::encode,
        text -> new JsonObject(text).put("stamped", true)));
    }
    ADDRESSES.forEach(address -> peers.depot.bus().consumer(address, message -> received.add(message)));
    Peers.awaitConsumer(peers.shop.vertx, "direct");
    awaitTrue(() -> peers.net.coordinator().broadcasts().stream().mapToInt(BroadcastInfo::getReaders).sum() == 2);
  }

  private static ConecBridgeOptions options() {
    return new ConecBridgeOptions().addBroadcast(Bridges.both("news"));
  }

  @AfterAll
  static void close() {
    peers.close();
  }

  @BeforeEach
  void forget() {
    received = new LinkedBlockingQueue<>();
  }

  /** At both sides. */
  private static void change(UnaryOperator<JsonObject> change) {
    change(peers.shop, change);
    change(peers.depot, change);
  }

  private static void change(Peers.Peer peer, UnaryOperator<JsonObject> change) {
    watch(peer, event -> {
      if (isMessage(event)) {
        event.setRawMessage(change.apply(event.getRawMessage()));
      }
      event.complete(true);
    });
  }

  private static boolean isMessage(ConecBridgeEvent event) {
    return event.error() == null && event.getRawMessage() != null;
  }

  private static void watch(Peers.Peer peer, Handler<ConecBridgeEvent> handler) {
    peer.bridge.bridgeEventHandler(handler);
  }

  private static Message<Object> publish(String address, Object body, DeliveryOptions options) {
    peers.shop.bus().publish(address, body, options);
    return receive();
  }

  private static Message<Object> publish(String address, Object body) {
    return publish(address, body, new DeliveryOptions());
  }

  private static Message<Object> receive() {
    try {
      Message<Object> message = received.poll(60, TimeUnit.SECONDS);
      assertTrue(message != null, "nothing has arrived");
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Object> bodies() {
    List<Object> bodies = new ArrayList<>(List.of(Buffer.buffer("buffer"), "bytes".getBytes(), 'c', (byte) 1, (short) 2,
      3L, 4, 5.5f, 1.1f, 6.6, true, "", "text", new Point(7, 8), new Crate("nuts"),
      new JsonObject().put("bytes", "x".getBytes()).putNull("nothing").put("short", (short) 9),
      new JsonArray().add(Buffer.buffer("y")).add(10L), new JsonObject()));
    bodies.add(null);
    return bodies;
  }

  private static void assertSame(Object expected, Object body, String address) {
    if (expected instanceof byte[] bytes) {
      assertTrue(Arrays.equals(bytes, assertInstanceOf(byte[].class, body, address)));
    } else {
      assertEquals(expected, body, address);
      assertEquals(expected == null ? null : expected.getClass(), body == null ? null : body.getClass(), address);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatIsNotChangedArrivesAsItWas(SameBody change) {
    change(change);
    for (String address : ADDRESSES) {
      for (Object body : bodies()) {
        Message<Object> message = publish(address, body, new DeliveryOptions().addHeader("a", "b"));
        assertSame(body, message.body(), address);
        assertEquals("yes", message.headers().get("seen"));
        assertEquals(change == SameBody.NO_BODY ? null : "b", message.headers().get("a"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatIsNotChangedKeepsItsCodec(SameBody change) {
    change(change);
    DeliveryOptions options = new DeliveryOptions().setCodecName("stamping");
    for (String address : ADDRESSES) {
      Message<Object> message = publish(address, new JsonObject().put("x", 1), options);
      assertEquals(new JsonObject().put("x", 1).put("stamped", true), message.body(), address);
      assertEquals("yes", message.headers().get("seen"));
    }
  }

  @Test
  void headersThatAreNotSetStay() {
    change(raw -> new JsonObject().put("body", "other"));
    DeliveryOptions options = new DeliveryOptions().addHeader("a", "1").addHeader("A", "2").addHeader("b", "3");
    for (String address : ADDRESSES) {
      Message<Object> message = publish(address, Buffer.buffer("x"), options);
      assertEquals("other", message.body());
      assertEquals(List.of("1", "2"), message.headers().getAll("a"));
      assertEquals("3", message.headers().get("b"));
    }
  }

  private record InPlace(Object before, Consumer<JsonObject> change, Object after) {
  }

  @Test
  void aChangeInPlaceCountsWhenItIsSet() {
    List<InPlace> changes = List.of(
      new InPlace(new JsonObject().put("in", new JsonObject().put("x", 1)),
        raw -> raw.getJsonObject("body").getJsonObject("in").put("x", 2),
        new JsonObject().put("in", new JsonObject().put("x", 2))),
      new InPlace(new JsonArray().add(1), raw -> raw.getJsonArray("body").add(2), new JsonArray().add(1).add(2)),
      new InPlace(Buffer.buffer("ab"), raw -> raw.getBuffer("body").setByte(0, (byte) 'c'), Buffer.buffer("cb")),
      new InPlace("ab".getBytes(), raw -> raw.getBinary("body")[0] = 'c', "cb".getBytes()));
    for (InPlace item : changes) {
      for (String address : ADDRESSES) {
        watch(peers.depot, null);
        change(peers.shop, raw -> {
          item.change.accept(raw);
          return raw;
        });
        assertSame(item.after, publish(address, item.before).body(), address);
        lookOnly(peers.shop, item.change);
        assertSame(item.before, publish(address, item.before).body(), address);
        lookOnly(peers.depot, item.change);
        assertSame(item.before, publish(address, item.before).body(), address);
      }
    }
  }

  /** Changes its copy of the message, but does not set it. */
  private static void lookOnly(Peers.Peer peer, Consumer<JsonObject> inPlace) {
    watch(peer, event -> {
      if (isMessage(event)) {
        inPlace.accept(event.getRawMessage());
      }
      event.complete(true);
    });
  }

  @Test
  void aBodyMayBecomeOneOfAnotherType() {
    List<Object> types = bodies();
    types.removeIf(Crate.class::isInstance);
    Object[] next = new Object[1];
    watch(peers.depot, null);
    change(peers.shop, raw -> {
      JsonObject changed = raw.copy();
      changed.getMap().put("body", next[0]);
      return changed;
    });
    for (String address : ADDRESSES) {
      for (Object type : types) {
        next[0] = type;
        assertSame(type, publish(address, new Crate("other")).body(), address);
        assertSame(type, publish(address, Buffer.buffer("other")).body(), address);
      }
    }
  }

  @Test
  void numbersThatDifferALittleAreAChange() {
    change(peers.depot, raw -> raw.put("body", new JsonObject(Map.of("price", new BigDecimal("1.9")))));
    watch(peers.shop, null);
    assertEquals(1.9, ((JsonObject) publish("direct", new JsonObject().put("price", 1)).body()).getDouble("price"));
    change(peers.depot, raw -> raw.put("body", (double) (1L << 53)));
    assertSame((double) (1L << 53), publish("direct", (1L << 53) + 1).body(), "direct");
  }

  @Test
  void bytesAreShownAsBytes() {
    List<JsonObject> shown = new CopyOnWriteArrayList<>();
    watch(peers.shop, event -> {
      shown.add(event.getRawMessage());
      event.complete(true);
    });
    for (String address : ADDRESSES) {
      shown.clear();
      publish(address, Buffer.buffer("ab"));
      publish(address, "ab".getBytes());
      publish(address, 'c');
      publish(address, null);
      for (JsonObject raw : shown.subList(0, 2)) {
        assertEquals(Buffer.buffer("ab"), raw.getBuffer("body"));
        assertEquals("ab", new String(raw.getBinary("body")));
        assertEquals("YWI", raw.getValue("body"));
      }
      assertFalse(shown.get(2).containsKey("body"));
      assertTrue(shown.get(3).containsKey("body"));
      assertNull(shown.get(3).getValue("body"));
    }
  }

  @Test
  void aHeaderThatIsNullIsRemoved() {
    change(peers.shop, raw ->
      raw.put("headers", new JsonObject().putNull("a").put("b", new JsonArray().add(1).addNull())));
    watch(peers.depot, null);
    Message<Object> message = publish("direct", "x", new DeliveryOptions().addHeader("a", "1"));
    assertFalse(message.headers().contains("a"));
    assertEquals(List.of("1"), message.headers().getAll("b"));
  }

  @Test
  void aRequestIsChangedAndItsReplyIsNot() {
    List<ConecBridgeEventType> types = new CopyOnWriteArrayList<>();
    watch(peers.shop, event -> {
      types.add(event.type());
      event.setRawMessage(event.getRawMessage().put("headers", new JsonObject().put("a", "b")));
      event.complete(true);
    });
    watch(peers.depot, null);
    var reply = peers.shop.bus().request("direct", Buffer.buffer("x"));
    Message<Object> request = receive();
    assertEquals("b", request.headers().get("a"));
    request.reply(request.body());
    assertEquals(Buffer.buffer("x"), await(reply).body());
    assertEquals(List.of(ConecBridgeEventType.SEND), types);
  }
}
