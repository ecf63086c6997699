package io.conec.bridge;

import io.conec.BroadcastMessage;
import io.conec.ConecBroadcast;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

import static io.conec.bridge.Bridges.both;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

/** A published message arrives at all other clients in the broadcast. */
class BridgeBroadcastTest {

  private static Bridges bridges;
  private static Bridges.Application depot;
  private static Bridges.Application shop;
  private static ConecBroadcast sensor;

  @BeforeAll
  static void start() {
    bridges = new Bridges();
    depot = bridges.start("depot", both("news"), both("types"), both("codecs"), both("raw"), both("order"),
      both("one way").setAddress("out").setDirection(BroadcastDirection.OUT));
    shop = bridges.start("shop", both("news"), both("types"), both("codecs"), both("raw"), both("order"),
      both("one way").setAddress("in").setDirection(BroadcastDirection.IN));
    sensor = bridges.join("sensor", "raw");
    List.of("news", "types", "codecs", "order").forEach(name -> bridges.awaitMembers(name, 2, 2));
    bridges.awaitMembers("raw", 3, 3);
    bridges.awaitMembers("one way", 1, 1);
  }

  @AfterAll
  static void close() {
    bridges.close();
  }

  private static Object body(List<Message<Object>> messages, int index) {
    awaitUntil(() -> messages.size() > index);
    return messages.get(index).body();
  }

  @Test
  void everyBuiltInBodyType() {
    List<Object> bodies = List.of("text", "", "käse \uD83E\uDDC0", 1, Long.MIN_VALUE, (short) -2, (byte) 3, 'c', 1.5f,
      Math.PI, true, Buffer.buffer("bytes"), Buffer.buffer(), new JsonObject().put("a", new JsonArray().add(1)),
      new JsonArray().add("x").addNull());
    List<Message<Object>> received = shop.consume("types");
    bodies.forEach(body -> depot.bus().publish("types", body));
    depot.bus().publish("types", null);
    depot.bus().publish("types", new byte[] {1, 2});
    awaitUntil(() -> received.size() == bodies.size() + 2);
    assertEquals(bodies, received.stream().limit(bodies.size()).map(Message::body).toList());
    assertNull(received.get(bodies.size()).body());
    assertArrayEquals(new byte[] {1, 2}, (byte[]) received.get(bodies.size() + 1).body());
  }

  @Test
  void codecsOfTheApplication() {
    List.of(depot, shop).forEach(application -> application.bus()
      .registerDefaultCodec(StringBuilder.class,
        new TestCodec<>("builder", StringBuilder::toString, StringBuilder::new))
      .registerCodec(new TestCodec<BigInteger, Integer>("length", BigInteger::toString, String::length)));
    List<Message<Object>> received = shop.consume("codecs");
    depot.bus().publish("codecs", new StringBuilder("by default"));
    depot.bus().publish("codecs", new BigInteger("12345"), new DeliveryOptions().setCodecName("length"));
    assertEquals("by default", ((StringBuilder) body(received, 0)).toString());
    assertEquals(5, body(received, 1));
  }

  @Test
  void aBodyThatChangesAfterwardsGoesOutAsItWas() {
    List<Message<Object>> received = shop.consume("order");
    JsonObject body = new JsonObject().put("n", 0);
    for (int i = 0; i < 100; i++) {
      depot.bus().publish("order", body.put("n", i));
    }
    awaitUntil(() -> received.size() == 100);
    assertEquals(IntStream.range(0, 100).mapToObj(i -> new JsonObject().put("n", i)).toList(),
      received.stream().map(Message::body).toList());
  }

  @Test
  void theOrderOfEveryPublisherIsKept() {
    List<Message<Object>> received = shop.consume("types");
    List<Thread> publishers = IntStream.range(0, 4).mapToObj(publisher -> new Thread(() -> {
      for (int i = 0; i < 250; i++) {
        depot.bus().publish("types", new JsonArray().add(publisher).add(i));
      }
    })).toList();
    publishers.forEach(Thread::start);
    awaitUntil(() -> received.stream().filter(message -> message.body() instanceof JsonArray).count() >= 1000);
    for (int publisher = 0; publisher < 4; publisher++) {
      int number = publisher;
      assertEquals(IntStream.range(0, 250).boxed().toList(), received.stream().map(Message::body)
        .filter(body -> body instanceof JsonArray array && array.size() == 2 && array.getValue(0).equals(number))
        .map(body -> ((JsonArray) body).getInteger(1)).toList());
    }
  }

  @Test
  void headersCrossAndReservedOnesAreSetByTheBridge() {
    List<Message<Object>> received = shop.consume("news");
    List<Message<Object>> own = depot.consume("news");
    depot.bus().publish("news", "x", new DeliveryOptions().addHeader("a", "1").addHeader("a", "2")
      .addHeader("Conec-Peer", "liar").addHeader("conec-other", "z"));
    assertEquals("x", body(received, 0));
    Message<Object> message = received.get(0);
    assertFalse(message.isSend());
    assertEquals(List.of("1", "2"), message.headers().getAll("A"));
    assertEquals(List.of("depot"), message.headers().getAll(BusHeaders.PEER));
    assertEquals(List.of("news"), message.headers().getAll(BusHeaders.BROADCAST));
    assertFalse(message.headers().contains("conec-other"));
    assertEquals(1, own.size(), "the sender has its own message once");
  }

  @Test
  void sendsAndRequestsStayHere() {
    List<Message<Object>> received = shop.consume("out");
    List<Message<Object>> receivedIn = shop.consume("in");
    depot.bus().consumer("out", message -> message.reply(message.body()));
    for (int i = 0; i < 10; i++) {
      assertEquals(i, await(depot.bus().request("out", i)).body());
      depot.bus().send("out", i);
    }
    depot.bus().publish("out", "published");
    assertEquals("published", body(receivedIn, 0));
    assertEquals(1, receivedIn.size());
    assertEquals(0, received.size());
  }

  @Test
  void everyConsumerGetsIt() {
    List<List<Message<Object>>> consumers = List.of(shop.consume("in"), shop.consume("in"), shop.consume("in"));
    depot.bus().publish("out", 7);
    consumers.forEach(received -> awaitUntil(() -> received.stream().anyMatch(message -> message.body().equals(7))));
  }

  @Test
  void clientsWithoutABridge() {
    List<BroadcastMessage> seen = Bridges.read(sensor);
    List<Message<Object>> received = shop.consume("raw");
    await(sensor.write(Buffer.buffer("21.5")));
    await(sensor.write(Buffer.buffer()));
    assertEquals(Buffer.buffer("21.5"), body(received, 0));
    assertEquals(Buffer.buffer(), body(received, 1));
    assertEquals("sensor", received.get(0).headers().get(BusHeaders.PEER));
    shop.bus().publish("raw", 7, new DeliveryOptions().addHeader("a", "1"));
    awaitUntil(() -> seen.stream().anyMatch(message -> message.sender().equals("shop")));
    byte[] bytes = seen.get(seen.size() - 1).body().getBytes();
    assertEquals("00 62 75 73 03 01 01 61 01 31 05 00 00 00 07", HexFormat.ofDelimiter(" ").formatHex(bytes));
  }
}
