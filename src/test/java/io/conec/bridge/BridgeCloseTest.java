package io.conec.bridge;

import static io.conec.bridge.Bridges.both;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conec.ConecError;
import io.conec.bridge.Bridges.Application;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was published before a broadcast is given up goes out, or is counted. */
class BridgeCloseTest {

  private static final int COUNT = 100;
  private static final List<Integer> NUMBERS = IntStream.range(0, COUNT).boxed().toList();

  private final Bridges bridges = new Bridges();
  private final List<Object> received = new CopyOnWriteArrayList<>();
  private final List<ConecBridgeEvent> undecided = new CopyOnWriteArrayList<>();
  private Application depot;
  private Application shop;

  @BeforeEach
  void start() {
    depot = bridges.start("depot", both("news"));
    shop = bridges.start("shop", both("news"));
    bridges.awaitMembers("news", 2, 2);
    depot.bus().consumer("news", message -> received.add(message.body()));
    shop.bus().publish("news", "the broadcast is joined");
    awaitUntil(() -> received.size() == 1);
    received.clear();
  }

  @AfterEach
  void close() {
    bridges.close();
  }

  private <T> T onTheContextOfTheBridge(Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    shop.context().runOnContext(v -> action.get().onComplete(promise));
    return await(promise.future());
  }

  private void publish(String address, int count) {
    NUMBERS.subList(0, count).forEach(number -> shop.bus().publish(address, number));
  }

  /** Nothing is decided before the test does it. */
  private void hold(Application application) {
    application.bridge.bridgeEventHandler(event -> {
      application.events.add(event);
      if (event.error() == null && event.getRawMessage() != null) {
        undecided.add(event);
      }
    });
  }

  private static void assertDropped(int count, Application application) {
    assertEquals(count, application.bridge.counters().getDropped());
    assertEquals(count, application.events.stream()
      .filter(event -> event.error() == ConecError.CLOSED && event.getRawMessage() != null).count());
  }

  @Test
  void whatWasPublishedInTheSameTurn() {
    onTheContextOfTheBridge(() -> {
      publish("news", COUNT);
      return shop.bridge.close();
    });
    awaitUntil(() -> received.size() == COUNT);
    assertEquals(NUMBERS, received);
    assertDropped(0, shop);
  }

  @Test
  void whatWasPublishedInTheSameTurnAsTheMappingIsRemoved() {
    onTheContextOfTheBridge(() -> {
      publish("news", COUNT);
      return shop.bridge.removeBroadcast("news", "news");
    });
    awaitUntil(() -> received.size() == COUNT);
    assertEquals(NUMBERS, received);
    assertDropped(0, shop);
  }

  @Test
  void whatWaitsForTheBroadcastToBeJoined() {
    List<Object> senders = new CopyOnWriteArrayList<>();
    bridges.join("sensor", "late").handler(message -> senders.add(message.sender()));
    onTheContextOfTheBridge(() -> {
      shop.bridge.addBroadcast(both("late"));
      publish("late", COUNT);
      return shop.bridge.close();
    });
    awaitUntil(() -> senders.size() == COUNT);
    assertDropped(0, shop);
  }

  @Test
  void whatIsDecidedInTimeGoesOutAndTheRestIsCounted() {
    hold(shop);
    publish("news", COUNT);
    awaitUntil(() -> undecided.size() == COUNT);
    Future<Void> closed = shop.bridge.close();
    // All but the first, which they come after.
    undecided.subList(1, COUNT).forEach(event -> event.complete(true));
    await(closed);
    awaitUntil(() -> received.size() == COUNT - 1);
    assertEquals(NUMBERS.subList(1, COUNT), received);
    assertDropped(1, shop);
    undecided.get(0).complete(true);
    assertDropped(1, shop);
  }

  @Test
  void whatIsDecidedInTimeComesInAndTheRestIsCounted() {
    hold(depot);
    publish("news", 10);
    awaitUntil(() -> undecided.size() == 10);
    Future<Void> closed = depot.bridge.close();
    undecided.subList(1, 10).forEach(event -> event.complete(true));
    await(closed);
    awaitUntil(() -> received.size() == 9);
    assertEquals(NUMBERS.subList(1, 10), received);
    assertDropped(1, depot);
  }
}
