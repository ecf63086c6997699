package io.conec.bridge;

import io.conec.ConecError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A producer sends no faster than the consumers of the peer take. */
class ProducerTest {

  private static final Buffer KIB = Buffer.buffer(new byte[1024]);

  private final List<Object> taken = new CopyOnWriteArrayList<>();
  private Peers peers;

  @BeforeEach
  void start() {
    peers = Peers.start(new ConecBridgeOptions().addExport(new ExportOptions().setAddress("work")),
      new ConecBridgeOptions());
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private <T> ConecProducer<T> sender() {
    return peers.shop.bridge.sender("depot", "work");
  }

  private MessageConsumer<Object> consumer() {
    return peers.depot.bus().consumer("work", message -> taken.add(message.body()));
  }

  private static List<Object> numbers(int count) {
    return new ArrayList<>(IntStream.range(0, count).boxed().toList());
  }

  private static <T> List<Future<Void>> write(ConecProducer<? super Integer> producer, int from, int to) {
    return IntStream.range(from, to).mapToObj(producer::write).toList();
  }

  /** A message is confirmed right before its consumer gets it. */
  private void awaitTaken(List<?> expected) {
    awaitTrue(() -> taken.size() >= expected.size());
    assertEquals(expected, taken);
  }

  private static void assertCode(ConecError error, ReplyException failure) {
    assertEquals(error.code(), failure.failureCode(), failure.getMessage());
  }

  @Test
  void messagesArriveInOrderFromTheFirst() {
    List<Message<Object>> messages = new CopyOnWriteArrayList<>();
    peers.depot.bus().consumer("work", messages::add);
    ConecProducer<Object> producer =
      peers.shop.bridge.sender("depot", "work", new DeliveryOptions().addHeader("a", "1"));
    List<Future<Void>> writes = new ArrayList<>(write(producer, 0, 500));
    // Other messages to the same address take their turn.
    writes.add(peers.shop.bridge.send("depot", "work", 500));
    producer.deliveryOptions(new DeliveryOptions());
    writes.add(producer.write(501));
    await(Future.all(writes));
    awaitTrue(() -> messages.size() == 502);
    assertEquals(numbers(502), messages.stream().map(Message::body).toList());
    assertEquals("1", messages.get(0).headers().get("a"));
    assertFalse(messages.get(501).headers().contains("a"));
    assertEquals("shop", messages.get(501).headers().get(BusHeaders.PEER));
    assertTrue(messages.get(0).isSend());
    assertEquals(502, peers.shop.bridge.counters().getSent());
    assertEquals("depot", producer.peer());
    assertEquals("work", producer.address());
  }

  @Test
  void aPublisherReachesAllAndWaitsForTheSlowest() {
    List<Object> others = new CopyOnWriteArrayList<>();
    consumer();
    MessageConsumer<Object> slow = peers.depot.bus().consumer("work", message -> others.add(message.body()));
    slow.pause();
    ConecProducer<Integer> publisher = peers.shop.bridge.publisher("depot", "work");
    List<Future<Void>> writes = write(publisher, 0, 10);
    awaitTrue(() -> taken.size() == 10);
    assertFalse(writes.get(0).isComplete());
    slow.fetch(1);
    await(writes.get(0));
    assertFalse(writes.get(1).isComplete());
    slow.resume();
    await(Future.all(writes));
    awaitTrue(() -> others.size() == 10);
    assertEquals(numbers(10), others);
    awaitTaken(numbers(10));
  }

  @Test
  void aBodyIsEncodedWhenItIsWritten() {
    consumer();
    JsonObject body = new JsonObject().put("a", 1);
    Future<Void> write = peers.shop.bridge.<JsonObject>sender("depot", "work").write(body);
    body.put("a", 2);
    await(write);
    awaitTaken(List.of(new JsonObject().put("a", 1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 3, 1})
  void aPausedConsumerStopsTheProducerAndLosesNothing(int maxBufferedMessages) {
    MessageConsumer<Object> consumer = peers.depot.bus().consumer(new MessageConsumerOptions().setAddress("work")
      .setMaxBufferedMessages(maxBufferedMessages));
    consumer.handler(message -> taken.add(message.body())).pause();
    ConecProducer<Integer> producer = sender();
    AtomicInteger drained = new AtomicInteger();
    int count = 0;
    while (!producer.writeQueueFull()) {
      producer.write(count++);
    }
    assertEquals(1024, count);
    producer.drainHandler(v -> drained.incrementAndGet());
    int half = count / 2;
    for (int i = 0; i < half; i += 8) {
      assertEquals(0, drained.get());
      consumer.fetch(8);
      int least = i + 8;
      awaitTrue(() -> taken.size() == least);
    }
    awaitTrue(() -> drained.get() == 1);
    assertFalse(producer.writeQueueFull());
    consumer.resume();
    await(producer.end());
    awaitTaken(numbers(count));
    assertEquals(1, drained.get());
    assertEquals(0, peers.depot.bridge.counters().getQueued());
  }

  @Test
  void theQueueHasTheSizeThatWasSet() {
    consumer().pause();
    ConecProducer<Buffer> producer = sender();
    producer.setWriteQueueMaxSize(3000);
    producer.write(KIB);
    producer.write(Buffer.buffer());
    assertFalse(producer.writeQueueFull());
    producer.write(KIB);
    assertTrue(producer.writeQueueFull());
    Promise<Void> drained = Promise.promise();
    producer.drainHandler(drained::tryComplete);
    // A larger limit makes room.
    producer.setWriteQueueMaxSize(10_000);
    await(drained.future());
    assertThrows(IllegalArgumentException.class, () -> producer.setWriteQueueMaxSize(0));
  }

  @Test
  void writesToAFullQueueAreRefused() {
    MessageConsumer<Object> consumer = consumer().pause();
    ConecProducer<Buffer> producer = sender();
    List<Throwable> told = new CopyOnWriteArrayList<>();
    producer.exceptionHandler(told::add);
    Buffer large = Buffer.buffer(new byte[4 * 1024 * 1024]);
    List<Future<Void>> writes = IntStream.range(0, 4).mapToObj(i -> producer.write(large)).toList();
    ReplyException failure = awaitFailure(producer.write(KIB));
    assertCode(ConecError.BUS_OVERLOADED, failure);
    awaitTrue(() -> told.equals(List.of(failure)));
    assertEquals(1, peers.shop.bridge.counters().getDropped());
    consumer.resume();
    await(Future.all(writes));
    await(producer.write(KIB));
    awaitTrue(() -> taken.size() == 5);
  }

  @Test
  void consumersComeAndGo() {
    ConecProducer<Integer> producer = sender();
    ReplyException failure = awaitFailure(producer.write(0));
    assertEquals(ReplyFailure.NO_HANDLERS, failure.failureType());
    MessageConsumer<Object> consumer = consumer();
    await(producer.write(0));
    consumer.pause();
    List<Future<Void>> writes = write(producer, 1, 200);
    awaitTrue(() -> peers.depot.bridge.counters().getQueued() == 199);
    await(consumer.unregister());
    for (Future<Void> write : writes) {
      assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(write).failureType());
    }
    consumer();
    await(producer.write(1));
    awaitTaken(numbers(2));
  }

  @Test
  void messagesLeftByAConsumerGoToTheNextInOrder() {
    MessageConsumer<Object> first = consumer().pause();
    List<Future<Void>> writes = write(sender(), 0, 200);
    // The first consumer has so many.
    awaitTrue(() -> peers.depot.bridge.counters().getReceived() == 64);
    MessageConsumer<Object> second = consumer().pause();
    await(first.unregister());
    second.resume();
    await(Future.all(writes));
    awaitTrue(() -> taken.size() == 200);
    // The second consumer may have got others before.
    assertEquals(numbers(64), taken.stream().filter(number -> (int) number < 64).toList());
    assertEquals(numbers(200).subList(64, 200), taken.stream().filter(number -> (int) number >= 64).toList());
  }

  @Test
  void aPausedConsumerDoesNotStopTheOthers() {
    consumer().pause();
    consumer();
    List<Future<Void>> writes = write(sender(), 0, 1000);
    awaitTrue(() -> writes.stream().filter(Future::isComplete).count() == 1000 - 64);
    awaitTrue(() -> taken.size() == 1000 - 64);
  }

  @Test
  void otherSendersMayFillTheBufferOfAPausedConsumer() {
    MessageConsumer<Object> consumer = peers.depot.bus().consumer(new MessageConsumerOptions().setAddress("work")
      .setMaxBufferedMessages(10));
    consumer.handler(message -> taken.add(message.body())).pause();
    IntStream.range(0, 10).forEach(i -> peers.depot.bus().send("work", "local"));
    ConecProducer<Integer> producer = sender();
    List<Future<Void>> writes = write(producer, 0, 100);
    awaitTrue(() -> peers.depot.bridge.counters().getQueued() == 100);
    for (int i = 0; i < 20; i++) {
      consumer.fetch(3);
      int least = 3 * i + 3;
      awaitTrue(() -> taken.size() == least);
    }
    consumer.resume();
    await(Future.all(writes));
    awaitTrue(() -> taken.size() == 110);
    assertEquals(numbers(100), taken.stream().filter(Integer.class::isInstance).toList());
  }

  @Test
  void messagesThatCannotBeSentFail() {
    consumer();
    ConecProducer<Object> producer = sender();
    assertCode(ConecError.BUS_CODEC, awaitFailure(producer.write(new Object())));
    assertCode(ConecError.MESSAGE_TOO_LARGE, awaitFailure(producer.write(Buffer.buffer(new byte[9 * 1024 * 1024]))));
    DeliveryOptions headers = new DeliveryOptions();
    IntStream.range(0, 1001).forEach(i -> headers.addHeader("a", "b"));
    producer.deliveryOptions(headers);
    assertCode(ConecError.LIMIT_EXCEEDED, awaitFailure(producer.write(1)));
    producer.deliveryOptions(new DeliveryOptions());
    ReplyException denied = awaitFailure(peers.shop.bridge.sender("depot", "secret").write(1));
    assertCode(ConecError.BUS_NOT_PERMITTED, denied);
    assertEquals(ReplyFailure.RECIPIENT_FAILURE, denied.failureType());
    await(producer.write("fine"));
    awaitTaken(List.of("fine"));
    assertThrows(IllegalArgumentException.class, () -> peers.shop.bridge.sender("depot", "__vertx.x"));
    assertThrows(IllegalArgumentException.class, () -> peers.shop.bridge.sender("", "work"));
  }

  @Test
  void endWaitsForWrittenMessages() {
    MessageConsumer<Object> consumer = consumer().pause();
    ConecProducer<Integer> producer = sender();
    producer.write(0);
    Future<Void> ended = producer.end(1);
    assertCode(ConecError.STREAM_CLOSED, awaitFailure(producer.write(2)));
    awaitTrue(() -> peers.depot.bridge.counters().getQueued() == 2);
    assertFalse(ended.isComplete());
    consumer.resume();
    await(ended);
    await(producer.end());
    awaitTaken(numbers(2));
    ConecProducer<Integer> other = sender();
    await(consumer.unregister());
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(other.end(2)).failureType());
    // It fails before end() is called.
    ConecProducer<Object> third = sender();
    assertCode(ConecError.BUS_CODEC, awaitFailure(third.end(new Object())));
  }

  @Test
  void aLostPeerFailsUnconfirmedMessages() {
    MessageConsumer<Object> consumer = consumer();
    ConecProducer<Integer> producer = sender();
    await(producer.write(0));
    consumer.pause();
    List<Future<Void>> writes = write(producer, 1, 10);
    awaitTrue(() -> peers.depot.bridge.counters().getQueued() == 9);
    peers.depot.close();
    for (Future<Void> write : writes) {
      assertCode(ConecError.BUS_PEER_AWAY, awaitFailure(write));
    }
    assertCode(ConecError.BUS_PEER_AWAY, awaitFailure(producer.write(10)));
    peers.depot.start();
    consumer.resume();
    awaitTrue(() -> await(producer.write(11).transform(result -> Future.succeededFuture(result.succeeded()))));
    awaitTrue(() -> taken.contains(11));
  }

  @Test
  void everythingRunsOnTheContextOfTheCaller() {
    consumer();
    Context context = peers.shop.vertx.getOrCreateContext();
    List<Context> seen = new CopyOnWriteArrayList<>();
    context.runOnContext(start -> {
      ConecProducer<Integer> producer = sender();
      producer.setWriteQueueMaxSize(1).drainHandler(v -> seen.add(Vertx.currentContext()));
      producer.exceptionHandler(failure -> seen.add(Vertx.currentContext()));
      producer.write(0).onComplete(written -> seen.add(Vertx.currentContext()));
      producer.end().onComplete(ended -> {
        seen.add(Vertx.currentContext());
        producer.write(1).onComplete(written -> seen.add(Vertx.currentContext()));
      });
    });
    awaitTrue(() -> seen.size() == 5);
    seen.forEach(current -> assertSame(context, current));
  }

  @Test
  void aPipeGoesAsFastAsTheConsumer() {
    MessageConsumer<Object> consumer = consumer().pause();
    AtomicInteger read = new AtomicInteger();
    // The write queue is full with 4 of 5000.
    MessageConsumer<Integer> source = peers.shop.bus().consumer(new MessageConsumerOptions().setAddress("source")
      .setMaxBufferedMessages(5000));
    ConecProducer<Integer> producer = sender();
    producer.setWriteQueueMaxSize(4096);
    source.bodyStream().pipe().endOnComplete(true).to(producer);
    peers.shop.bus().addInboundInterceptor(delivery -> {
      read.addAndGet(delivery.message().address().equals("source") ? 1 : 0);
      delivery.next();
    });
    IntStream.range(0, 5000).forEach(i -> peers.shop.bus().send("source", i));
    awaitTrue(() -> peers.depot.bridge.counters().getQueued() == 4);
    assertEquals(4, read.get());
    consumer.resume();
    awaitTaken(numbers(5000));
  }

  @Test
  void theEventHandlerSeesAndChangesMessages() {
    consumer();
    peers.shop.bridge.bridgeEventHandler(event -> {
      JsonObject raw = event.getRawMessage();
      if (raw != null && Integer.valueOf(2).equals(raw.getValue("body"))) {
        event.setRawMessage(raw.put("body", "two"));
      }
      event.tryComplete(raw == null || !Integer.valueOf(3).equals(raw.getValue("body")));
    });
    ConecProducer<Integer> producer = sender();
    List<Future<Void>> writes = write(producer, 1, 5);
    assertCode(ConecError.BUS_NOT_PERMITTED, awaitFailure(writes.get(2)));
    await(writes.get(3));
    awaitTaken(List.of(1, "two", 4));
    assertEquals(1, peers.shop.bridge.counters().getRefused());
  }

  @Test
  void writesBeforeTheStartAndAfterTheEnd() {
    ConecBridge bridge = ConecBridge.create(peers.shop.vertx, peers.shop.client);
    ConecProducer<Integer> producer = bridge.sender("depot", "work");
    Throwable failure = await(producer.write(1).transform((v, cause) -> Future.succeededFuture(cause)));
    assertEquals("start the bridge first", failure.getMessage());
    consumer();
    ConecProducer<Integer> started = sender();
    List<Future<Void>> writes = write(started, 0, 100);
    await(writes.get(0));
    await(peers.shop.bridge.close());
    await(Future.all(writes));
    assertCode(ConecError.CLOSED, awaitFailure(started.write(100)));
    awaitTaken(numbers(100));
  }
}
