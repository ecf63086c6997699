package io.conec.bridge;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitConsumer;
import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.ConecError;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event bus with a bridge behaves as without one, or as in a cluster. */
class BridgeLocalBusTest {

  record Crate(String content) implements Serializable {
  }

  private Peers peers;

  @BeforeEach
  void start() {
    peers = Peers.with("echo", "slow");
  }

  @AfterEach
  void close() {
    peers.close();
  }

  @Test
  void aBodyThatCannotBeCopiedThrowsAtItsSender() {
    for (Peers.Peer peer : List.of(peers.depot, peers.shop)) {
      peer.bus().registerDefaultCodec(Crate.class, new TestCodec<>("crate", crate -> {
        throw new IllegalStateException("nailed up");
      }, Crate::new));
      peer.bus().consumer("local", message -> { });
      Crate crate = new Crate("nuts");
      assertThrows(IllegalStateException.class, () -> peer.bus().send("local", crate));
      assertThrows(IllegalStateException.class, () -> peer.bus().publish("local", crate));
      assertThrows(IllegalStateException.class, () -> peer.bus().request("local", crate));
      MessageProducer<Object> producer = peer.bus().sender("local");
      assertThrows(IllegalStateException.class, () -> producer.write(crate));
    }
  }

  @Test
  void aBodyThatCannotBeCopiedFailsWhileABroadcastGoesOut() {
    peers.shop.vertx.exceptionHandler(expected -> { });
    await(peers.shop.bridge.addBroadcast(new BroadcastMapping().setName("news")));
    peers.shop.bus().registerDefaultCodec(Crate.class, new TestCodec<>("crate", crate -> {
      throw new IllegalStateException("nailed up");
    }, Crate::new));
    peers.shop.bus().consumer("local", message -> { });
    Crate crate = new Crate("nuts");
    assertTrue(awaitFailure(peers.shop.bus().request("local", crate)).getMessage().contains("nailed up"));
    assertTrue(awaitFailure(peers.shop.bus().sender("local").write(crate)).getMessage().contains("nailed up"));
  }

  private static Map<String, AtomicInteger> intercept(Peers.Peer peer) {
    Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    peer.bus().addOutboundInterceptor(delivery -> count(seen, "out", delivery));
    peer.bus().addInboundInterceptor(delivery -> count(seen, "in", delivery));
    return seen;
  }

  private static void count(Map<String, AtomicInteger> seen, String way, DeliveryContext<Object> delivery) {
    seen.computeIfAbsent(way + " " + delivery.message().body() + " " + delivery.body(), key -> new AtomicInteger())
      .incrementAndGet();
    delivery.next();
  }

  @Test
  void interceptorsSeeARequestAsInACluster() {
    Map<String, AtomicInteger> atShop = intercept(peers.shop);
    Map<String, AtomicInteger> atDepot = intercept(peers.depot);
    peers.serve("echo", message -> message.reply("answer"));
    assertEquals("answer", await(peers.shop.bus().request("echo", "question")).body());
    // The import is a consumer at the shop, too.
    assertEquals("{in answer answer=1, in question question=1, out question question=1}", sorted(atShop));
    assertEquals("{in question question=1, out answer answer=1}", sorted(atDepot));
  }

  private static String sorted(Map<String, AtomicInteger> seen) {
    return new TreeMap<>(seen).toString();
  }

  @Test
  void localConsumersGetNothingFromPeers() {
    List<Object> local = new CopyOnWriteArrayList<>();
    MessageConsumer<Object> consumer = peers.depot.bus().localConsumer("echo", message -> local.add(message.body()));
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(peers.shop.bus().request("echo", 1)).failureType());
    peers.serve("echo", message -> message.reply(message.body()));
    peers.shop.bus().publish("echo", 2);
    IntStream.range(0, 4).forEach(i -> assertEquals(i, await(peers.shop.bus().request("echo", i)).body()));
    assertEquals(List.of(), local);
    peers.depot.bus().send("echo", "local").send("echo", "local");
    awaitTrue(() -> local.equals(List.of("local")));
    await(consumer.unregister());
  }

  @Test
  void requestsTakeTurnsAmongTheConsumers() {
    IntStream.range(0, 3).forEach(i -> peers.serve("echo", message -> message.reply(i)));
    List<Object> answers = IntStream.range(0, 6).mapToObj(i -> await(peers.shop.bus().request("echo", "")).body())
      .toList();
    assertEquals(3, answers.stream().distinct().count());
    assertEquals(answers.subList(0, 3), answers.subList(3, 6));
  }

  @Test
  void aCodecIsAppliedOnce() {
    // Its receiver sees another value than its sender, of the same type.
    for (Peers.Peer peer : List.of(peers.depot, peers.shop)) {
      peer.bus().registerCodec(new TestCodec<String, String>("mark", text -> text + ">", text -> text + "<"));
    }
    DeliveryOptions options = new DeliveryOptions().setCodecName("mark");
    List<Object> bodies = new CopyOnWriteArrayList<>();
    IntStream.range(0, 2).forEach(i -> peers.serve("echo", message -> {
      bodies.add(message.body());
      message.reply(message.body(), options);
    }));
    assertEquals("x><><", await(peers.shop.bus().request("echo", "x", options)).body());
    peers.shop.bus().publish("echo", "y", options);
    awaitTrue(() -> bodies.equals(List.of("x><", "y><", "y><")));
  }

  @Test
  void theCheckersOfTheSenderApplyToOutgoingObjects() {
    List<ConecBridgeEvent> dropped = new CopyOnWriteArrayList<>();
    peers.shop.bridge.bridgeEventHandler(event -> {
      if (event.error() != null) {
        dropped.add(event);
      }
      event.tryComplete(true);
    });
    List<RuntimeException> thrown = new CopyOnWriteArrayList<>();
    peers.serve("echo", message -> {
      try {
        message.reply(new Crate("nuts"));
      } catch (RuntimeException e) {
        thrown.add(e);
        message.fail(1, "cannot be sent");
      }
    });
    ReplyException failure = awaitFailure(peers.shop.bus().request("echo", new Crate("nuts")));
    assertEquals(ConecError.BUS_CODEC.code(), failure.failureCode());
    assertTrue(failure.getMessage().contains("serializableChecker"), failure.getMessage());
    peers.shop.bus().send("echo", new Crate("nuts"));
    awaitTrue(() -> dropped.size() == 2);
    assertEquals(List.of(ConecError.BUS_CODEC, ConecError.BUS_CODEC), dropped.stream().map(ConecBridgeEvent::error)
      .toList());
    assertEquals(0, peers.depot.bridge.counters().getReceived());
    // The checkers of the consumer apply, too.
    assertEquals("cannot be sent", awaitFailure(peers.shop.bus().request("echo", 1)).getMessage());
    assertEquals(1, thrown.size());
    peers.depot.bus().serializableChecker(Crate.class.getName()::equals);
    assertTrue(awaitFailure(peers.shop.bus().request("echo", 1)).getMessage().contains("serializableTypes"));
    assertEquals(1, thrown.size());
  }

  @Test
  void messagesThatAConsumerDoesNotBufferAreCountedAndReported() {
    List<ConecBridgeEvent> dropped = new CopyOnWriteArrayList<>();
    peers.depot.bridge.bridgeEventHandler(event -> {
      if (event.error() != null) {
        dropped.add(event);
      }
      event.tryComplete(true);
    });
    List<Message<Object>> taken = new CopyOnWriteArrayList<>();
    MessageConsumer<Object> consumer = peers.depot.bus().consumer(
      new MessageConsumerOptions().setAddress("slow").setMaxBufferedMessages(2));
    consumer.handler(taken::add).pause();
    awaitConsumer(peers.shop.vertx, "slow");
    IntStream.range(0, 5).forEach(i -> peers.shop.bus().send("slow", i));
    awaitTrue(() -> dropped.size() == 3);
    assertEquals(3, peers.depot.bridge.counters().getDropped());
    assertTrue(dropped.stream().allMatch(event -> event.error() == ConecError.BUS_OVERLOADED));
    assertEquals(ReplyFailure.TIMEOUT, awaitFailure(peers.shop.bus().request("slow", 5)).failureType());
    consumer.resume();
    awaitTrue(() -> taken.size() == 2 && peers.depot.bridge.counters().getQueued() == 0);
    assertEquals(List.of(0, 1), taken.stream().map(Message::body).toList());
  }

  @Test
  void anInterceptorThatAsksForTheReplyAddressDiscardsNothing() {
    Peers.Peer depot = peers.depot;
    depot.close();
    depot.bus().addInboundInterceptor(delivery -> {
      delivery.message().replyAddress();
      delivery.next();
    });
    depot.start();
    depot.bus().consumer("echo", message -> message.reply(message.body()));
    awaitTrue(() -> await(peers.shop.bus().request("echo", 1).map(true).otherwise(false)));
    peers.shop.bus().send("echo", 2);
    assertEquals(3, await(peers.shop.bus().request("echo", 3)).body());
    assertEquals(0, depot.bridge.counters().getDropped());
  }
}
