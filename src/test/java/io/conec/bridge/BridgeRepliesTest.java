package io.conec.bridge;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replies, replies to replies, failures and time-outs. */
class BridgeRepliesTest {

  private Peers peers;

  @BeforeEach
  void start() {
    peers = Peers.with("count", "fail", "slow", "none");
  }

  @AfterEach
  void close() {
    peers.close();
  }

  /** Each side answers a number with the next one, as a request of its own, up to a limit. */
  private static Future<Integer> countTo(int limit, Message<Integer> message, DeliveryOptions options) {
    if (message.body() >= limit) {
      message.reply(-message.body(), options);
      return Future.succeededFuture(message.body());
    }
    return message.<Integer>replyAndRequest(message.body() + 1, options).compose(reply ->
      reply.replyAddress() == null ? Future.succeededFuture(reply.body()) : countTo(limit, reply, options));
  }

  @Test
  void repliesToRepliesGoBackAndForth() {
    for (int depth : new int[] {1, 2, 3, 10, 11}) {
      AtomicReference<Integer> depotResult = new AtomicReference<>();
      MessageConsumer<Integer> consumer = peers.serve("count", message ->
        countTo(depth, message, new DeliveryOptions()).onSuccess(depotResult::set));
      int shopResult = await(peers.shop.bus().<Integer>request("count", 0).compose(reply ->
        reply.replyAddress() == null ? Future.succeededFuture(reply.body())
          : countTo(depth, reply, new DeliveryOptions())));
      int last = depth % 2 == 0 ? depth : -depth;
      awaitTrue(() -> depotResult.get() != null);
      assertEquals(last, depotResult.get(), "depot at depth " + depth);
      assertEquals(-last, shopResult, "shop at depth " + depth);
      await(consumer.unregister());
    }
    awaitTrue(() -> peers.shop.bridge.counters().getInFlight() == 0 && peers.depot.bridge.counters().getServing() == 0);
  }

  @Test
  void failureKeepsCodeAndMessage() {
    peers.serve("fail", message -> message.fail(42, "käse is out"));
    ReplyException failure = awaitFailure(peers.shop.bus().request("fail", ""));
    assertEquals(ReplyFailure.RECIPIENT_FAILURE, failure.failureType());
    assertEquals(42, failure.failureCode());
    assertEquals("käse is out", failure.getMessage());
  }

  @Test
  void failureKeepsItsTypeAndNoMessage() {
    peers.serve("fail", message -> message.reply(new ReplyException(ReplyFailure.ERROR)));
    ReplyException failure = awaitFailure(peers.shop.bus().request("fail", ""));
    assertEquals(ReplyFailure.ERROR, failure.failureType());
    assertEquals(-1, failure.failureCode());
    assertEquals(null, failure.getMessage());
  }

  @Test
  void failureOfAReplyToAReply() {
    peers.serve("fail", message -> message.replyAndRequest("and you?").onFailure(failure ->
      peers.depot.vertx.sharedData().getLocalMap("seen").put("failure", failure.getMessage())));
    Message<Object> reply = await(peers.shop.bus().request("fail", ""));
    reply.fail(1, "not me");
    awaitTrue(() -> "not me".equals(peers.depot.vertx.sharedData().getLocalMap("seen").get("failure")));
  }

  @Test
  void noHandlers() {
    ReplyException failure = awaitFailure(peers.shop.bus().request("none", ""));
    assertEquals(ReplyFailure.NO_HANDLERS, failure.failureType());
    assertEquals("No handlers for address none", failure.getMessage());
  }

  @Test
  void theTimeoutOfTheSenderAppliesAtTheOtherSide() {
    peers.serve("slow", message -> { });
    long start = System.nanoTime();
    ReplyException failure = awaitFailure(
      peers.shop.bus().request("slow", "", new DeliveryOptions().setSendTimeout(400)));
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertEquals(ReplyFailure.TIMEOUT, failure.failureType());
    assertTrue(took >= 390 && took < 5_000, took + " ms");
    awaitTrue(() -> peers.depot.bridge.counters().getServing() == 0 && peers.shop.bridge.counters().getInFlight() == 0);
    took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(took < 5_000, took + " ms");
  }

  @Test
  void theTimeoutOfAReplyToAReplyAppliesAtTheOtherSide() {
    AtomicReference<Long> timeout = new AtomicReference<>();
    peers.serve("slow", message ->
      message.replyAndRequest("and you?", new DeliveryOptions().setSendTimeout(600)).onFailure(failure ->
        timeout.set((long) ((ReplyException) failure).failureType().toInt())));
    Message<Object> reply = await(peers.shop.bus().request("slow", "", new DeliveryOptions().setSendTimeout(60_000)));
    assertEquals("and you?", reply.body());
    awaitTrue(() -> peers.depot.bridge.counters().getInFlight() == 1 && peers.shop.bridge.counters().getServing() == 1);
    awaitTrue(() -> timeout.get() != null);
    assertEquals(ReplyFailure.TIMEOUT.toInt(), timeout.get());
    awaitTrue(() -> peers.shop.bridge.counters().getServing() == 0 && peers.depot.bridge.counters().getInFlight() == 0);
  }
}
