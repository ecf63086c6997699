package io.conec.bridge;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All parts of an event-bus message arrive at the other side. */
class BridgeMessagesTest {

  private static Peers peers;

  @BeforeAll
  static void start() {
    peers = Peers.with("echo", "news", "orders", "headers", "renamed");
    peers.serve("echo", message -> message.reply(message.body()));
    await(peers.shop.bridge.addImport(
      new ImportOptions().setPeer("depot").setAddress("echo").setLocalAddress("depot.echo")));
  }

  @AfterAll
  static void close() {
    peers.close();
  }

  private static Object echo(Object body) {
    return await(peers.shop.bus().request("echo", body)).body();
  }

  @Test
  void everyBuiltInBodyType() {
    for (Object body : List.of("text", "", "käse \uD83E\uDDC0", 1, Long.MIN_VALUE, (short) -2, (byte) 3, 'c', 1.5f,
      Math.PI,
      true, Buffer.buffer("bytes"), Buffer.buffer(), new JsonObject().put("a", new JsonArray().add(1)),
      new JsonArray().add("x").addNull())) {
      assertEquals(body, echo(body));
    }
    assertNull(echo(null));
    assertArrayEquals(new byte[] {1, 2}, (byte[]) echo(new byte[] {1, 2}));
  }

  @Test
  void aLargeBody() {
    Buffer large = Buffer.buffer(new byte[3 * 1024 * 1024]).setByte(1_000_000, (byte) 7);
    assertEquals(large, echo(large));
  }

  @Test
  void anotherLocalAddress() {
    assertEquals(1, await(peers.shop.bus().request("depot.echo", 1)).body());
  }

  @Test
  void sendsArriveInOrder() {
    List<Object> bodies = Collections.synchronizedList(new ArrayList<>());
    peers.serve("orders", message -> bodies.add(message.body()));
    for (int i = 0; i < 500; i++) {
      peers.shop.bus().send("orders", i);
    }
    awaitTrue(() -> bodies.size() == 500);
    assertEquals(IntStream.range(0, 500).boxed().toList(), bodies);
  }

  @Test
  void publishReachesEveryConsumer() {
    List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 3; i++) {
      String name = "consumer" + i;
      peers.serve("news", message -> bodies.add(name + message.body() + message.isSend()));
    }
    peers.shop.bus().publish("news", "!");
    awaitTrue(() -> bodies.size() == 3);
    assertEquals(List.of("consumer0!false", "consumer1!false", "consumer2!false"), bodies.stream().sorted().toList());
  }

  @Test
  void headersWithSeveralValuesCrossAndReservedOnesAreReplaced() {
    peers.serve("headers", message -> message.reply("", new DeliveryOptions()
      .addHeader("a", String.join(",", message.headers().getAll("A")))
      .addHeader("peer", String.join(",", message.headers().getAll(BusHeaders.PEER)))
      .addHeader("other", String.valueOf(message.headers().get("conec-other")))
      .addHeader("CONEC-PEER", "liar")
      .addHeader("b", "1").addHeader("b", "2")));
    Message<Object> reply = await(peers.shop.bus().request("headers", null, new DeliveryOptions()
      .addHeader("a", "x").addHeader("a", "y").addHeader("Conec-Peer", "liar").addHeader("conec-other", "z")));
    assertEquals("x,y", reply.headers().get("a"));
    assertEquals("shop", reply.headers().get("peer"));
    assertEquals("null", reply.headers().get("other"));
    assertEquals(List.of("1", "2"), reply.headers().getAll("b"));
    assertEquals(List.of("depot"), reply.headers().getAll(BusHeaders.PEER));
  }
}
