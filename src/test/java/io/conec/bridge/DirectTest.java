package io.conec.bridge;

import io.conec.ConecError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages to a peer without an import. */
class DirectTest {

  private final Peers peers = Peers.start(
    new ConecBridgeOptions().addExport(new ExportOptions().setAddressRegex("[a-z]+[0-9]*"))
      .setMaxExportInFlight(10_000), new ConecBridgeOptions().setMaxPeerStreams(150));

  @AfterEach
  void close() {
    peers.close();
  }

  private <T> Future<Message<T>> request(String address, Object body, DeliveryOptions options) {
    return peers.shop.bridge.request("depot", address, body, options);
  }

  private static void assertCode(ConecError error, Future<?> future) {
    ReplyException failure = awaitFailure(future);
    assertEquals(error.code(), failure.failureCode(), failure.getMessage());
  }

  @Test
  void aRequestWorksAsOnAnEventBus() {
    peers.depot.bus().registerCodec(text()).consumer("echo", message ->
      message.reply(message.body(), new DeliveryOptions().addHeader("from", message.headers().get(BusHeaders.PEER))
        .addHeader("a", String.valueOf(message.headers().get("a")))));
    peers.shop.bus().registerCodec(text());
    Message<JsonObject> reply = await(request("echo", new JsonObject().put("x", 1),
      new DeliveryOptions().addHeader("a", "1")));
    assertEquals(new JsonObject().put("x", 1), reply.body());
    assertEquals("shop", reply.headers().get("from"));
    assertEquals("1", reply.headers().get("a"));
    assertEquals("depot", reply.headers().get(BusHeaders.PEER));
    assertNull(reply.replyAddress());
    assertEquals(5, await(request("echo", "hello", new DeliveryOptions().setCodecName("length"))).body());
    assertNull(await(peers.shop.bridge.request("depot", "echo", null)).body());
    assertEquals(0, peers.shop.bridge.counters().getInFlight());
  }

  private static TestCodec<String, Integer> text() {
    return new TestCodec<>("length", text -> text, String::length);
  }

  @Test
  void aRequestFailsAsOnAnEventBus() {
    peers.depot.bus().consumer("fail", message -> message.fail(3, "no"));
    peers.depot.bus().consumer("silent", message -> { });
    ReplyException failure = awaitFailure(request("fail", 1, new DeliveryOptions()));
    assertEquals(ReplyFailure.RECIPIENT_FAILURE, failure.failureType());
    assertEquals(3, failure.failureCode());
    assertEquals("no", failure.getMessage());
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(request("nobody", 1, new DeliveryOptions())).failureType());
    assertEquals(ReplyFailure.TIMEOUT,
      awaitFailure(request("silent", 1, new DeliveryOptions().setSendTimeout(50))).failureType());
    assertCode(ConecError.BUS_NOT_PERMITTED, request("not.exported", 1, new DeliveryOptions()));
    assertCode(ConecError.BUS_CODEC, request("silent", new Object(), new DeliveryOptions()));
    assertCode(ConecError.BUS_PEER_AWAY, peers.shop.bridge.request("nowhere", "silent", 1));
    assertCode(ConecError.BUS_PEER_AWAY, peers.shop.bridge.send("nowhere", "silent", 1));
    assertInvalid(peers.shop.bridge.request("depot", "__vertx.reply.1", 1));
    assertInvalid(peers.shop.bridge.send("depot-.*", "silent", 1));
    assertInvalid(peers.shop.bridge.publish("depot", "", 1));
    assertInvalid(peers.shop.bridge.send("depot", "silent", 1, null));
  }

  private static void assertInvalid(Future<?> future) {
    assertInstanceOf(IllegalArgumentException.class,
      await(future.transform(result -> Future.succeededFuture(result.cause()))));
  }

  @Test
  void aConversationGoesBackAndForth() {
    List<Object> heard = new CopyOnWriteArrayList<>();
    peers.depot.bus().consumer("talk", message -> message.replyAndRequest("what?").onComplete((second, failure) -> {
      heard.add(second.body());
      second.<Object>replyAndRequest("and?").onComplete((last, lost) -> heard.add(last.body()));
    }));
    Message<Object> first = await(request("talk", "hello", new DeliveryOptions()));
    assertEquals("what?", first.body());
    Message<Object> second = await(first.replyAndRequest("this"));
    assertEquals("and?", second.body());
    second.reply("that");
    awaitTrue(() -> heard.equals(List.of("this", "that")));
    // Nobody waits any more.
    second.reply("too late");
    assertEquals(ReplyFailure.TIMEOUT,
      awaitFailure(second.replyAndRequest("too late", new DeliveryOptions().setSendTimeout(50))).failureType());
  }

  @Test
  void sendAndPublish() {
    List<Object> taken = new CopyOnWriteArrayList<>();
    peers.depot.bus().consumer("work", message -> taken.add(message.isSend() + " " + message.body()));
    peers.depot.bus().consumer("work", message -> taken.add(message.isSend() + " " + message.body()));
    await(peers.shop.bridge.send("depot", "work", 1));
    awaitTrue(() -> taken.equals(List.of("true 1")));
    await(peers.shop.bridge.publish("depot", "work", 2));
    awaitTrue(() -> taken.equals(List.of("true 1", "false 2", "false 2")));
    assertEquals(ReplyFailure.NO_HANDLERS,
      awaitFailure(peers.shop.bridge.publish("depot", "nobody", 2)).failureType());
  }

  @Test
  void theFutureCompletesOnTheContextOfTheCaller() {
    peers.depot.bus().consumer("echo", message -> message.reply(message.body()));
    List<Context> seen = new CopyOnWriteArrayList<>();
    Context context = peers.shop.vertx.getOrCreateContext();
    context.runOnContext(v -> {
      request("echo", 1, new DeliveryOptions()).onComplete(reply -> seen.add(Vertx.currentContext()));
      peers.shop.bridge.send("depot", "echo", 1).onComplete(sent -> seen.add(Vertx.currentContext()));
      peers.shop.bridge.send("nowhere", "echo", 1).onComplete(sent -> seen.add(Vertx.currentContext()));
    });
    awaitTrue(() -> seen.size() == 3);
    seen.forEach(current -> assertSame(context, current));
  }

  @Test
  void unusedAddressesMakeRoomForOthers() {
    List<Message<Object>> silent = new CopyOnWriteArrayList<>();
    IntStream.range(0, 120).forEach(i -> peers.depot.bus().consumer("a" + i, silent::add));
    List<Future<Message<Object>>> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(request("a" + i, 1, new DeliveryOptions()));
      int least = i;
      awaitTrue(() -> silent.size() > least);
    }
    assertEquals("messages to 100 addresses of peer 'depot' are under way: wait for their answers, or use"
      + " fewer addresses",
      awaitFailure(request("a100", 1, new DeliveryOptions())).getMessage());
    silent.forEach(message -> message.reply("done"));
    await(Future.all(requests));
    for (int i = 100; i < 120; i++) {
      await(peers.shop.bridge.send("depot", "a" + i, 1));
    }
    // Other peers have their own limit, until there are too many streams in total.
    IntStream.range(0, 50).forEach(i -> peers.shop.bridge.send("peer" + i, "a", 1));
    ReplyException failure = awaitFailure(peers.shop.bridge.send("another", "a", 1));
    assertTrue(failure.failureCode() == ConecError.BUS_PEER_AWAY.code(), failure.getMessage());
    assertEquals(0, peers.shop.bridge.counters().getInFlight());
  }
}
