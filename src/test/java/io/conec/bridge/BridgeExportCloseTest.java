package io.conec.bridge;

import io.conec.ConecError;
import io.conec.ConecStream;
import io.conec.bridge.Bridges.Application;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.eventbus.ReplyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An exporting bridge closes while messages arrive: they are delivered, or counted at one of the two sides. */
class BridgeExportCloseTest {

  private static final int COUNT = 100;

  private final Bridges bridges = new Bridges();
  private final List<Object> received = new CopyOnWriteArrayList<>();
  private final List<ConecBridgeEvent> undecided = new CopyOnWriteArrayList<>();
  private Application depot;
  private Application shop;
  private MessageConsumer<Object> consumer;

  @BeforeEach
  void start() {
    depot = bridges.start("depot", exporting());
    consumer = depot.bus().consumer("orders", message -> received.add(message.body()));
    shop = bridges.start("shop", Bridges.mapped().addImport(Peers.imported("orders")));
    Peers.awaitConsumer(shop.vertx, "orders");
  }

  private static ConecBridgeOptions exporting() {
    return new ConecBridgeOptions().addExport(new ExportOptions().setAddress("orders"));
  }

  @AfterEach
  void close() {
    bridges.close();
  }

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      shop.bus().send("orders", i);
    }
  }

  /** The test decides on each message. */
  private void holdAtDepot() {
    depot.bridge.bridgeEventHandler(event -> {
      depot.events.add(event);
      if (event.type() == ConecBridgeEventType.RECEIVE && event.error() == null) {
        undecided.add(event);
      }
    });
  }

  private long reported() {
    return depot.events(ConecBridgeEventType.RECEIVE).filter(event -> event.error() == ConecError.CLOSED).count();
  }

  @Test
  void messagesDecidedInTimeAreDelivered() {
    holdAtDepot();
    send(COUNT);
    awaitUntil(() -> undecided.size() == COUNT);
    Future<Void> closed = depot.bridge.close();
    undecided.subList(1, COUNT).forEach(event -> event.complete(true));
    await(closed);
    awaitUntil(() -> received.size() == COUNT - 1);
    assertEquals(IntStream.range(1, COUNT).boxed().toList(), received);
    assertEquals(1, depot.bridge.counters().getDropped());
    assertEquals(1, reported());
    undecided.get(0).complete(true);
    assertEquals(1, depot.bridge.counters().getDropped());
  }

  @Test
  void messagesNotTakenInTimeAreCountedAndAPeerThatNeverEndsIsCutOff() {
    ConecStream endless = new RawImport(shop.vertx, shop.client, "depot", "orders").stream;
    consumer.pause();
    send(COUNT * 30);
    // The bridge reads no more messages than that.
    awaitUntil(() -> depot.bridge.counters().getQueued() >= 1000 && shop.bridge.counters().getSent() == COUNT * 30);
    await(depot.bridge.close());
    awaitUntil(() -> depot.bridge.counters().getReceived() + depot.bridge.counters().getDropped() == COUNT * 30);
    assertTrue(depot.bridge.counters().getDropped() > 0);
    awaitUntil(() -> endless.closeReason() != null);
    assertEquals(0, shop.bridge.counters().getDropped());
  }

  @Test
  void requestsWithoutAnAnswerFailAndSoDoLaterOnes() {
    consumer.unregister();
    List<Object> taken = new CopyOnWriteArrayList<>();
    depot.bus().consumer("orders", taken::add);
    Future<?> served = shop.bus().request("orders", 1);
    awaitUntil(() -> taken.size() == 1);
    await(depot.bridge.close());
    ReplyException failure = (ReplyException) await(served.transform(result -> Future.succeededFuture(result.cause())));
    assertEquals(ConecError.BUS_PEER_AWAY.code(), failure.failureCode());
    assertEquals(0, depot.bridge.counters().getDropped());
  }

  @Test
  void everyLostMessageIsCountedWhenTheBridgeIsReplacedUnderTraffic() {
    List<ConecBridge> replaced = new ArrayList<>(List.of(depot.bridge));
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    MessageProducer<Object> sender = shop.bus().sender("orders");
    long traffic = shop.vertx.setPeriodic(1, timer -> {
      for (int i = 0; i < 20; i++) {
        sender.write(sent.incrementAndGet()).onFailure(failure -> failed.incrementAndGet());
      }
    });
    for (int i = 0; i < 3; i++) {
      awaitMore();
      await(replaced.get(i).close());
      ConecBridge next = ConecBridge.create(depot.vertx, depot.client, exporting());
      replaced.add(next);
      await(next.start());
    }
    awaitMore();
    assertTrue(shop.vertx.cancelTimer(traffic));
    awaitUntil(() -> shop.bridge.counters().getSent() + shop.bridge.counters().getDropped() + failed.get()
      == sent.get());
    awaitUntil(() -> sum(replaced, BridgeStatistics::getReceived) + sum(replaced, BridgeStatistics::getDropped)
      == shop.bridge.counters().getSent());
    awaitUntil(() -> received.size() == sum(replaced, BridgeStatistics::getReceived));
    await(replaced.get(3).close());
  }

  private void awaitMore() {
    int before = received.size();
    awaitUntil(() -> received.size() > before + 100);
  }

  private static long sum(List<ConecBridge> replaced, ToLongFunction<BridgeStatistics> count) {
    return replaced.stream().map(ConecBridge::counters).mapToLong(count).sum();
  }
}
