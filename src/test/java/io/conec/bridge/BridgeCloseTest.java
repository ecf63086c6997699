package io.conec.bridge;

import static io.conec.bridge.Bridges.both;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conec.ConecError;
import io.conec.bridge.Bridges.Application;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages from before the close of a bridge, an import or a broadcast are sent, or counted. */
class BridgeCloseTest {

  private static final int COUNT = 100;
  private static final List<Integer> NUMBERS = IntStream.range(0, COUNT).boxed().toList();

  /** Where the application calls send and close from. */
  enum Caller {
    ON_THE_CONTEXT_OF_THE_BRIDGE,
    ON_ANOTHER_CONTEXT,
    ON_NO_CONTEXT
  }

  private final Bridges bridges = new Bridges();
  private final List<Object> orders = new CopyOnWriteArrayList<>();
  private final List<Object> news = new CopyOnWriteArrayList<>();
  private final List<ConecBridgeEvent> undecided = new CopyOnWriteArrayList<>();
  private Application depot;
  private Application shop;

  @BeforeEach
  void start() {
    depot = bridges.start("depot", Bridges.mapped(both("news")).addExport(new ExportOptions().setAddress("orders")));
    depot.bus().consumer("orders", message -> orders.add(message.body()));
    depot.bus().consumer("news", message -> news.add(message.body()));
    shop = bridges.start("shop", Bridges.mapped(both("news")).addImport(Peers.imported("orders")));
    bridges.awaitMembers("news", 2, 2);
    Peers.awaitConsumer(shop.vertx, "orders");
    shop.bus().publish("news", "the broadcast is joined");
    awaitUntil(() -> news.size() == 1);
    news.clear();
  }

  @AfterEach
  void close() {
    bridges.close();
  }

  /** On a busy machine messages may be confirmed too late, and still arrive. */
  private void call(Caller caller, Supplier<Future<?>> action) {
    Promise<Void> done = Promise.promise();
    Runnable call = () -> action.get().onComplete((result, failure) -> done.complete());
    if (caller == Caller.ON_NO_CONTEXT) {
      call.run();
    } else {
      Context context = caller == Caller.ON_ANOTHER_CONTEXT ? shop.vertx.getOrCreateContext() : shop.context();
      context.runOnContext(v -> call.run());
    }
    await(done.future());
  }

  private void send() {
    NUMBERS.forEach(number -> shop.bus().send("orders", number));
  }

  private void publish(String address, int count) {
    NUMBERS.subList(0, count).forEach(number -> shop.bus().publish(address, number));
  }

  /** The test decides on each message. */
  private void hold(Application application) {
    application.bridge.bridgeEventHandler(event -> {
      application.events.add(event);
      if (event.error() == null && event.getRawMessage() != null) {
        undecided.add(event);
      }
    });
  }

  private static boolean isFirst(ConecBridgeEvent event) {
    return event.getRawMessage().getValue("body").equals(0);
  }

  private static void assertArrive(List<Integer> numbers, List<Object> received) {
    awaitUntil(() -> received.size() == numbers.size());
    assertEquals(numbers, received);
  }

  private static void assertDropped(int count, Application application) {
    assertEquals(count, application.bridge.counters().getDropped());
    assertEquals(count, application.events.stream()
      .filter(event -> event.error() == ConecError.CLOSED && event.getRawMessage() != null).count());
  }

  @ParameterizedTest
  @EnumSource
  void messagesSentBeforeTheBridgeIsClosed(Caller caller) {
    call(caller, () -> {
      send();
      publish("news", COUNT);
      return shop.bridge.close();
    });
    assertArrive(NUMBERS, orders);
    assertArrive(NUMBERS, news);
    assertDropped(0, shop);
  }

  @ParameterizedTest
  @EnumSource
  void messagesSentBeforeAnImportIsRemoved(Caller caller) {
    call(caller, () -> {
      send();
      publish("orders", COUNT);
      return shop.bridge.removeImport("orders");
    });
    assertArrive(Stream.concat(NUMBERS.stream(), NUMBERS.stream()).toList(), orders);
    assertDropped(0, shop);
  }

  @ParameterizedTest
  @EnumSource
  void messagesPublishedBeforeABroadcastIsRemoved(Caller caller) {
    call(caller, () -> {
      publish("news", COUNT);
      return shop.bridge.removeBroadcast("news", "news");
    });
    assertArrive(NUMBERS, news);
    assertDropped(0, shop);
  }

  @Test
  void messagesThatWaitForABroadcastToBeJoined() {
    List<Object> senders = new CopyOnWriteArrayList<>();
    bridges.join("sensor", "late").handler(message -> senders.add(message.sender()));
    call(Caller.ON_THE_CONTEXT_OF_THE_BRIDGE, () -> {
      shop.bridge.addBroadcast(both("late"));
      publish("late", COUNT);
      return shop.bridge.close();
    });
    awaitUntil(() -> senders.size() == COUNT);
    assertDropped(0, shop);
  }

  @Test
  void messagesDecidedInTimeGoOutAndTheRestIsCounted() {
    hold(shop);
    send();
    publish("news", COUNT);
    Future<Message<Object>> request = shop.bus().request("orders", COUNT);
    awaitUntil(() -> undecided.size() == 2 * COUNT + 1);
    Future<Void> closed = shop.bridge.close();
    // All but the first, behind which they wait.
    undecided.stream().filter(event -> !isFirst(event)).forEach(event -> event.complete(true));
    await(closed.otherwiseEmpty());
    assertArrive(IntStream.rangeClosed(1, COUNT).boxed().toList(), orders);
    assertArrive(NUMBERS.subList(1, COUNT), news);
    assertDropped(2, shop);
    assertEquals(ConecError.CLOSED.code(), Peers.awaitFailure(request).failureCode());
    undecided.stream().filter(BridgeCloseTest::isFirst).forEach(event -> event.complete(true));
    assertDropped(2, shop);
  }

  @Test
  void messagesOfABroadcastDecidedInTimeArriveAndTheRestIsCounted() {
    hold(depot);
    publish("news", 10);
    awaitUntil(() -> undecided.size() == 10);
    Future<Void> closed = depot.bridge.close();
    undecided.subList(1, 10).forEach(event -> event.complete(true));
    await(closed.otherwiseEmpty());
    assertArrive(NUMBERS.subList(1, 10), news);
    assertDropped(1, depot);
    awaitUntil(() -> depot.bridge.counters().getQueued() == 0);
  }

  @Test
  void aPeerThatDoesNotConfirmInTimeFailsTheRemoval() {
    // More than waits for the consumers of the depot.
    depot.bus().consumer("orders").pause().handler(message -> { });
    NUMBERS.forEach(number -> publish("orders", 20));
    Throwable failure = await(shop.bridge.removeImport("orders").transform(result ->
      Future.succeededFuture(result.cause())));
    assertTrue(failure.getMessage().contains("has not confirmed"), failure.getMessage());
  }
}
