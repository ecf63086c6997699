package io.conec.impl.bridge;

import io.conec.impl.bridge.BusInternals.Receiver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BusHandlersTest {

  private final Vertx vertx = Vertx.vertx();
  private final EventBus bus = vertx.eventBus();
  private final BusInternals internals = new BusInternals(bus);
  private final BusHandlers handlers = new BusHandlers(internals);
  private final List<Object> received = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private MessageConsumer<Object> consume(String name) {
    return bus.consumer("a", message -> received.add(name));
  }

  private MessageConsumer<Object> addImport(String name) {
    MessageConsumer<Object> consumer = bus.consumer("a");
    ImportHandler handler = message -> received.add(name);
    consumer.handler(handler);
    return consumer;
  }

  private void deliver(Receiver receiver) {
    receiver.receive(internals.message(true, "a", null, "b", null));
  }

  @Test
  void whoConsumesAnAddress() {
    assertFalse(handlers.hasConsumer("a"));
    assertFalse(handlers.hasImport("a"));
    assertNull(handlers.next("a"));
    MessageConsumer<Object> imported = addImport("import");
    MessageConsumer<Object> local = bus.localConsumer("a", message -> received.add("local"));
    assertFalse(handlers.hasConsumer("a"));
    assertNull(handlers.next("a"));
    assertTrue(handlers.hasImport("a"));
    MessageConsumer<Object> consumer = consume("consumer");
    assertTrue(handlers.hasConsumer("a"));
    await(consumer.unregister());
    assertFalse(handlers.hasConsumer("a"));
    await(imported.unregister());
    await(local.unregister());
    assertFalse(handlers.hasImport("a"));
  }

  @Test
  void messagesGoRoundAmongTheEligible() {
    addImport("import");
    consume("x");
    bus.localConsumer("a", message -> received.add("local"));
    consume("y");
    List<Receiver> next = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      next.add(handlers.next("a"));
      deliver(next.get(i));
    }
    assertEquals(2, next.stream().distinct().count());
    awaitUntil(() -> received.size() == 4);
    assertEquals(List.of("x", "x", "y", "y"), received.stream().sorted().toList());
    handlers.all("a").forEach(this::deliver);
    awaitUntil(() -> received.size() == 6);
    assertEquals(List.of("x", "y"), received.subList(4, 6).stream().sorted().toList());
  }

  @Test
  void nobodyWaitsAfterATimeout() {
    LocalBus local = new LocalBus((VertxInternal) vertx, internals, handlers, new BodyCodec(internals, List.of()),
      new ConsumptionInterceptor(), 30_000);
    List<Message<Object>> requests = new CopyOnWriteArrayList<>();
    bus.consumer("a", requests::add);
    bus.request("a", "", new DeliveryOptions().setSendTimeout(20_000));
    awaitUntil(() -> requests.size() == 1);
    long remaining = Deadline.remaining(local.deadline(requests.get(0)));
    assertTrue(remaining > 10_000 && remaining <= 20_000, remaining + " ms");
    Future<?> late = bus.request("a", "", new DeliveryOptions().setSendTimeout(1));
    awaitUntil(() -> late.failed() && requests.size() == 2);
    assertEquals(1, Deadline.remaining(local.deadline(requests.get(1))));
  }

  @Test
  void howLongASenderWaits() {
    List<Message<Object>> requests = new CopyOnWriteArrayList<>();
    bus.consumer("a", requests::add);
    bus.request("a", "", new DeliveryOptions().setSendTimeout(12_345));
    awaitUntil(() -> requests.size() == 1);
    assertEquals(12_345, handlers.timeoutAt(requests.get(0).replyAddress()));
    requests.get(0).reply("");
    awaitUntil(() -> handlers.timeoutAt(requests.get(0).replyAddress()) == 0);
    assertEquals(0, handlers.timeoutAt("a"));
    assertEquals(0, handlers.timeoutAt("b"));
  }
}
