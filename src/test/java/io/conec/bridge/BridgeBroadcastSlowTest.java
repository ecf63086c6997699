package io.conec.bridge;

import io.conec.BroadcastLimits;
import io.conec.ConecError;
import io.conec.OverflowPolicy;
import io.conec.test.TestNet;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static io.conec.bridge.Bridges.both;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A bridge that does not keep up: memory is bounded, and no message is lost silently. */
class BridgeBroadcastSlowTest {

  private static final Buffer LARGE = Buffer.buffer(new byte[200_000]);

  private final List<ConecBridgeEvent> undecided = new CopyOnWriteArrayList<>();
  private final List<Object> consumed = new CopyOnWriteArrayList<>();
  private Bridges bridges;

  @BeforeEach
  void start() {
    bridges = new Bridges(options -> options.setBroadcastLimits(
      new BroadcastLimits().setStallTimeout(Duration.ofMillis(300))));
  }

  @AfterEach
  void close() {
    bridges.close();
  }

  private static BroadcastMapping out(String name) {
    return both(name).setDirection(BroadcastDirection.OUT).setMaxQueuedBytes(64 * 1024 * 1024);
  }

  /** The handler records events; messages wait for the decision of the test. */
  private Bridges.Application undecidedShop(BroadcastMapping mapping) {
    Bridges.Application shop = bridges.start("shop", mapping);
    shop.bus().consumer("news", message -> consumed.add(message.body()));
    shop.bridge.bridgeEventHandler(event -> {
      shop.events.add(event);
      if (event.type() == ConecBridgeEventType.RECEIVE && event.error() == null) {
        undecided.add(event);
      }
    });
    return shop;
  }

  @Test
  void droppedMessagesAreReportedWithTheirNumber() {
    Bridges.Application depot = bridges.start("depot", out("news"));
    Bridges.Application shop =
      undecidedShop(both("news").setDirection(BroadcastDirection.IN).setOverflow(OverflowPolicy.DROP_OLDEST)
        .setMaxBufferedMessages(4));
    bridges.awaitMembers("news", 1, 1);
    AtomicInteger published = new AtomicInteger();
    AtomicInteger decided = new AtomicInteger();
    // 100 messages are published for each one that the shop takes, until its event says that some were dropped.
    awaitUntil(() -> {
      for (int i = 0; i < 100; i++) {
        depot.bus().publish("news", published.getAndIncrement());
      }
      if (undecided.size() > decided.get()) {
        undecided.get(decided.getAndIncrement()).tryComplete(true);
      }
      return drops(shop).findAny().isPresent();
    });
    shop.watch();
    depot.bus().publish("news", published.getAndIncrement());
    awaitUntil(() -> {
      undecided.forEach(event -> event.tryComplete(true));
      return shop.bridge.counters().getReceived() + shop.bridge.counters().getDropped() == published.get();
    });
    ConecBridgeEvent dropped = drops(shop).findFirst().orElseThrow();
    assertEquals(ConecError.BUS_OVERLOADED, dropped.error());
    assertNull(dropped.peer());
    assertEquals("news", dropped.address());
    assertEquals("news", dropped.broadcast());
    long next = 0;
    for (ConecBridgeEvent event : shop.events) {
      if (event.type() == ConecBridgeEventType.RECEIVE) {
        assertEquals(next++, event.getRawMessage().getLong("body"));
      } else if (event.type() == ConecBridgeEventType.MESSAGES_DROPPED) {
        next += event.getRawMessage().getLong("dropped");
      }
    }
    assertEquals(published.get(), next);
  }

  private static Stream<ConecBridgeEvent> drops(Bridges.Application reader) {
    return reader.events(ConecBridgeEventType.MESSAGES_DROPPED);
  }

  @Test
  void aReaderThatIsCutOffJoinsAgain() {
    Bridges.Application depot = bridges.start("depot", out("news"));
    Bridges.Application shop = undecidedShop(both("news").setDirection(BroadcastDirection.IN)
      .setMaxBufferedMessages(1));
    bridges.awaitMembers("news", 1, 1);
    for (int i = 0; i < 60; i++) {
      depot.bus().publish("news", LARGE);
    }
    ConecBridgeEvent closed = shop.awaitEvent(ConecBridgeEventType.BROADCAST_LEFT);
    assertEquals(ConecError.BROADCAST_STALLED, closed.error());
    assertEquals("news", closed.address());
    assertEquals("news", closed.broadcast());
    assertNull(closed.peer());
    shop.bridge.bridgeEventHandler(null);
    awaitUntil(() -> depot.bridge.counters().getSent() == 60);
    undecided.forEach(event -> event.tryComplete(true));
    awaitUntil(() -> {
      depot.bus().publish("news", "are you back?");
      return consumed.contains("are you back?");
    });
    depot.bus().publish("news", "last");
    awaitUntil(() -> consumed.contains("last"));
  }

  @Test
  void messagesThatDoNotFitIntoTheQueueAreReported() throws InterruptedException {
    Bridges.Application depot = bridges.start("depot", out("news").setMaxQueuedBytes(1000)).watch();
    bridges.awaitMembers("news", 1, 0);
    depot.bus().publish("news", "first");
    awaitUntil(() -> depot.bridge.counters().getSent() == 1);
    // While the bridge is busy it takes no messages of this thread.
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    depot.bridge.bridgeEventHandler(event -> {
      depot.events.add(event);
      event.tryComplete(true);
      busy.countDown();
      awaitLatch(done);
    });
    depot.bus().publish("news", "busy");
    assertTrue(busy.await(20, TimeUnit.SECONDS));
    for (int i = 0; i < 5000; i++) {
      depot.bus().publish("news", Buffer.buffer(new byte[100]));
    }
    long dropped = depot.bridge.counters().getDropped();
    assertTrue(dropped >= 4990 && dropped < 5000, () -> dropped + " dropped");
    done.countDown();
    awaitUntil(() -> depot.bridge.counters().getSent() == 5002 - dropped);
    assertEquals(dropped, depot.bridge.counters().getDropped());
    // More reports do not wait for the handler.
    awaitUntil(() -> depot.events.stream().filter(event -> event.error() != null).count() == 1000);
    ConecBridgeEvent event = depot.events.stream().filter(other -> other.error() != null).findFirst().orElseThrow();
    assertEquals(ConecError.BUS_OVERLOADED, event.error());
    assertEquals(ConecBridgeEventType.PUBLISH, event.type());
    assertEquals(Buffer.buffer(new byte[100]), new JsonObject(event.getRawMessage().getMap()).getBuffer("body"));
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void messagesThatTheBroadcastRefusesAreReported() {
    Bridges.Application depot = bridges.start("depot").watch();
    TestNet.await(depot.bridge.addBroadcast(both("news").setMaxQueuedBytes(1000)));
    depot.awaitEvent(ConecBridgeEventType.BROADCAST_JOINED);
    depot.vertx.runOnContext(v -> {
      for (int i = 0; i < 100; i++) {
        depot.bus().publish("news", LARGE);
      }
    });
    awaitUntil(() -> depot.bridge.counters().getSent() + depot.bridge.counters().getDropped() == 100);
    long dropped = depot.bridge.counters().getDropped();
    assertTrue(dropped > 0);
    awaitUntil(() -> dropped
      == depot.events.stream().filter(event -> event.error() == ConecError.BUS_OVERLOADED).count());
  }
}
