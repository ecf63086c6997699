package io.conec.bus;

import io.conec.ConecError;
import io.conec.test.TestNet;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One address in one world, for one observation. What is registered for it is gone afterwards. */
final class Scene implements AutoCloseable {

  /** For what ends by itself: longer than a slow machine takes for all else. */
  static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(TestNet.DEADLINE.toMillis());

  private static final DeliveryOptions SHORT = new DeliveryOptions().setSendTimeout(100);
  private static final Pattern FAILURE = Pattern.compile("([A-Z_]+) (-?\\d+) .*", Pattern.DOTALL);
  private static final AtomicInteger COUNT = new AtomicInteger();

  final World world;
  final String address;
  final Vertx sender;
  final Vertx receiver;
  final EventBus from;
  final EventBus to;
  private final Context senderContext;
  private final DeliveryOptions patience;
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();
  private final Deque<Runnable> undo = new ArrayDeque<>();

  Scene(World world, String expected) {
    this(world, expected, "address." + COUNT.incrementAndGet());
  }

  Scene(World world, String expected, String address) {
    this.world = world;
    this.address = address;
    patience = expected.contains("TIMEOUT") ? SHORT : PATIENT;
    sender = world.sender().vertx;
    receiver = world.receiver().vertx;
    from = sender.eventBus();
    to = receiver.eventBus();
    senderContext = newContext(sender);
  }

  // Consumers

  /** A consumer at the receiver, with a context of its own. */
  <T> MessageConsumer<T> consumer(Handler<Message<T>> handler) {
    return consumer(newContext(receiver), handler);
  }

  <T> MessageConsumer<T> consumer(Context context, Handler<Message<T>> handler) {
    return keep(on(context, () -> to.consumer(address, handler)));
  }

  /** A consumer at the receiver without a handler yet. */
  <T> MessageConsumer<T> consumer(int maxBufferedMessages) {
    return keep(on(newContext(receiver), () -> to.consumer(new MessageConsumerOptions().setAddress(address)
      .setMaxBufferedMessages(maxBufferedMessages))));
  }

  <T> MessageConsumer<T> keep(MessageConsumer<T> consumer) {
    consumers.add(consumer);
    return consumer;
  }

  /** What one more consumer at the receiver gets. */
  <T> List<T> bodies() {
    List<T> bodies = new CopyOnWriteArrayList<>();
    this.<T>consumer(message -> bodies.add(message.body()));
    return bodies;
  }

  /** Answers with what it gets. */
  Scene echo() {
    consumer(message -> message.reply(message.body(), PATIENT));
    return open();
  }

  /** All consumers are there: let the senders reach them. */
  Scene open() {
    for (MessageConsumer<?> consumer : consumers) {
      TestNet.await(consumer.completion());
    }
    world.reach(address);
    undo.push(() -> world.release(address));
    return this;
  }

  // Senders

  /** It waits for long, unless a time-out is expected. */
  <T> Future<Message<T>> request(Object body) {
    return from.request(address, body, patience);
  }

  <T> Future<Message<T>> request(Object body, DeliveryOptions options) {
    return from.request(address, body, new DeliveryOptions(options).setSendTimeout(patience.getSendTimeout()));
  }

  /** A request, and the body of the answer or the failure. */
  String ask(Object body) {
    return outcome(request(body));
  }

  <T> T onSender(Callable<T> action) {
    return on(senderContext, action);
  }

  static Context newContext(Vertx vertx) {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  static <T> T on(Context context, Callable<T> action) {
    return TestNet.await(Future.future(promise -> context.runOnContext(v -> {
      try {
        promise.complete(action.call());
      } catch (Exception e) {
        promise.fail(e);
      }
    })));
  }

  /** Until the event bus of the senders knows that there are no consumers any more. */
  void awaitNoHandlers() {
    TestNet.awaitUntil(() -> result(from.sender(address).write("still there?")).startsWith("NO_HANDLERS"));
  }

  /** Until a consumer answers. */
  void awaitAnswer() {
    TestNet.awaitUntil(() ->
      !brief(from.request(address, "are you there?", SHORT)).matches("NO_HANDLERS|TIMEOUT"));
  }

  // Both

  void codec(MessageCodec<?, ?> codec) {
    buses().forEach(bus -> codec(bus, codec));
  }

  void codec(EventBus bus, MessageCodec<?, ?> codec) {
    bus.registerCodec(codec);
    undo.push(() -> bus.unregisterCodec(codec.name()));
  }

  <T> void defaultCodec(Class<T> type, MessageCodec<T, ?> codec) {
    for (EventBus bus : buses()) {
      bus.registerDefaultCodec(type, codec);
      undo.push(() -> bus.unregisterDefaultCodec(type));
    }
  }

  /** Which classes of serialized objects both nodes write and read. */
  void checkers(Function<String, Boolean> checker) {
    for (EventBus bus : buses()) {
      bus.serializableChecker(checker).clusterSerializableChecker(checker);
      undo.push(() -> bus.serializableChecker(EventBus.DEFAULT_SERIALIZABLE_CHECKER)
        .clusterSerializableChecker(type -> false));
    }
  }

  void outbound(EventBus bus, Handler<DeliveryContext<Object>> interceptor) {
    Handler<DeliveryContext<Object>> own = mine(interceptor);
    bus.addOutboundInterceptor(own);
    undo.push(() -> bus.removeOutboundInterceptor(own));
  }

  void inbound(EventBus bus, Handler<DeliveryContext<Object>> interceptor) {
    Handler<DeliveryContext<Object>> own = mine(interceptor);
    bus.addInboundInterceptor(own);
    undo.push(() -> bus.removeInboundInterceptor(own));
  }

  /** Messages to the address of this scene, and replies. */
  private Handler<DeliveryContext<Object>> mine(Handler<DeliveryContext<Object>> interceptor) {
    return delivery -> {
      String to = delivery.message().address();
      if (to.equals(address) || to.startsWith("__vertx.reply.")) {
        interceptor.handle(delivery);
      } else {
        delivery.next();
      }
    };
  }

  List<EventBus> buses() {
    return world.nodes().stream().map(node -> node.vertx.eventBus()).toList();
  }

  BusMetrics receiverMetrics() {
    return world.receiver().metrics;
  }

  void onClose(Runnable action) {
    undo.push(action);
  }

  static void awaitSize(Collection<?> items, int size) {
    TestNet.awaitUntil(() -> items.size() >= size);
  }

  // Words

  /** What came of a request. */
  String outcome(Future<? extends Message<?>> reply) {
    return result(reply.map(message -> describe(message.body())));
  }

  /** What came of something. */
  String result(Future<?> future) {
    return TestNet.await(future.map(String::valueOf).otherwise(this::words));
  }

  /** The same, and the type of a failure without its details. */
  String brief(Future<? extends Message<?>> reply) {
    return brief(outcome(reply));
  }

  static String brief(String outcome) {
    Matcher failure = FAILURE.matcher(outcome);
    if (!failure.matches()) {
      return outcome;
    }
    int code = Integer.parseInt(failure.group(2));
    return code < 0 ? failure.group(1) : ConecError.of(code).toString();
  }

  /** The value of a type. */
  static String describe(Object body) {
    if (body == null) {
      return "null";
    }
    return Values.type(body) + " " + Values.text(body);
  }

  /** The failure without what is another one each time. */
  String words(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null ? null
      : message.replace(address, "ADDRESS").replaceAll("__vertx\\.reply\\.[-0-9a-f]+", "REPLY")
      .replaceAll("waiting \\d+\\(ms\\)", "waiting TIME");
    if (failure instanceof ReplyException reply) {
      String type = failure.getClass() == ReplyException.class ? "" : failure.getClass().getSimpleName() + " ";
      return type + reply.failureType() + " " + reply.failureCode() + " " + text;
    }
    return failure.getClass().getSimpleName() + " " + text;
  }

  /** What a call throws, or returns. */
  String attempt(Callable<String> call) {
    try {
      return call.call();
    } catch (Exception e) {
      return "throws " + words(e);
    }
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
    for (MessageConsumer<?> consumer : consumers) {
      TestNet.await(consumer.unregister());
    }
  }
}
