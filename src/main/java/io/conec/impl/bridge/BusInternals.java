package io.conec.impl.bridge;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.HandlerHolder;
import io.vertx.core.eventbus.impl.HandlerRegistration;
import io.vertx.core.eventbus.impl.MessageConsumerImpl;
import io.vertx.core.eventbus.impl.MessageImpl;
import io.vertx.core.eventbus.impl.OutboundDeliveryContext;
import io.vertx.core.eventbus.impl.clustered.ClusteredEventBus;
import io.vertx.core.eventbus.impl.clustered.ClusteredMessage;
import io.vertx.core.eventbus.impl.clustered.NodeSelector;
import io.vertx.core.impl.utils.ConcurrentCyclicSequence;
import io.vertx.core.internal.EventExecutor;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.metrics.EventBusMetrics;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Everything of the bridge that uses the implementation of the event bus of Vert.x: the public API tells neither who
 * consumes an address nor how long a sender waits, and hands everything that is sent to the interceptors of the
 * application. A new version of Vert.x that changes its implementation needs changes only here and in
 * {@link PeerMessage}.
 */
public final class BusInternals {

  /**
   * Method handles, looked up once. The lookup fails if the module system, or another version of Vert.x, denies access.
   */
  private static final class Handles {

    private static final Class<?> REPLY_HANDLER;
    private static final VarHandle HANDLER_MAP;
    private static final VarHandle OUTBOUND_INTERCEPTORS;
    private static final VarHandle TIMEOUT;
    private static final VarHandle MAX_BUFFERED;
    private static final VarHandle SENT_BODY;
    private static final VarHandle TRACE;
    private static final VarHandle SENDER;
    private static final VarHandle REPLIED_TO;
    private static final VarHandle WIRE_BUFFER;
    private static final VarHandle NODE_SELECTOR;
    private static final MethodHandle RECEIVE;
    private static final MethodHandle SEND_OR_PUB;
    private static final MethodHandle CREATE_REPLY_HANDLER;
    private static final MethodHandle RESULT;
    private static final MethodHandle FAIL;

    static {
      try {
        Lookup lookup = in(EventBusImpl.class);
        Lookup messages = in(MessageImpl.class);
        Lookup clustered = in(ClusteredMessage.class);
        REPLY_HANDLER = lookup.findClass(EventBusImpl.class.getPackageName() + ".ReplyHandler");
        HANDLER_MAP = lookup.findVarHandle(EventBusImpl.class, "handlerMap", ConcurrentMap.class);
        OUTBOUND_INTERCEPTORS = lookup.findVarHandle(EventBusImpl.class, "outboundInterceptors", Handler[].class);
        TIMEOUT = in(REPLY_HANDLER).findVarHandle(REPLY_HANDLER, "timeout", long.class);
        SENT_BODY = messages.findVarHandle(MessageImpl.class, "sentBody", Object.class);
        TRACE = messages.findVarHandle(MessageImpl.class, "trace", Object.class);
        SENDER = clustered.findVarHandle(ClusteredMessage.class, "sender", String.class);
        REPLIED_TO = clustered.findVarHandle(ClusteredMessage.class, "repliedTo", String.class);
        WIRE_BUFFER = clustered.findVarHandle(ClusteredMessage.class, "wireBuffer", Buffer.class);
        NODE_SELECTOR =
          in(ClusteredEventBus.class).findVarHandle(ClusteredEventBus.class, "nodeSelector", NodeSelector.class);
        MethodHandles.lookup().accessClass(ConcurrentCyclicSequence.class);
        MAX_BUFFERED = in(MessageConsumerImpl.class)
          .findVarHandle(MessageConsumerImpl.class, "maxBufferedMessages", int.class);
        RECEIVE = lookup.findVirtual(HandlerRegistration.class, "receive", type(void.class, MessageImpl.class));
        SEND_OR_PUB =
          lookup.findVirtual(EventBusImpl.class, "sendOrPub", type(void.class, OutboundDeliveryContext.class));
        CREATE_REPLY_HANDLER = lookup.findVirtual(EventBusImpl.class, "createReplyHandler",
          type(REPLY_HANDLER, MessageImpl.class, boolean.class, DeliveryOptions.class));
        RESULT = lookup.findVirtual(REPLY_HANDLER, "result", type(Future.class));
        FAIL = lookup.findVirtual(REPLY_HANDLER, "fail", type(void.class, ReplyException.class));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    private static Lookup in(Class<?> type) throws IllegalAccessException {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    private static MethodType type(Class<?> result, Class<?>... parameters) {
      return MethodType.methodType(result, parameters);
    }

    private static void find() {
      // The class is initialized when this returns.
    }
  }

  /** A sender that waits for a reply, with a time-out, at the reply address of its message. */
  @SuppressWarnings("unchecked")
  static final class Waiting {

    private final Object handler;

    private Waiting(Object handler) {
      this.handler = handler;
    }

    Future<Message<Object>> result() {
      return call(() -> (Future<Message<Object>>) Handles.RESULT.invoke(handler));
    }

    void fail(ReplyException failure) {
      run(() -> Handles.FAIL.invoke(handler, failure));
    }
  }

  /** A consumer of an address, or at a reply address a sender that waits for a reply. */
  record Receiver(HandlerHolder<?> holder) {

    /** That of a consumer; {@code null} for a sender, and for a consumer that is just being unregistered. */
    Handler<?> handler() {
      return holder.getHandler() instanceof MessageConsumerImpl<?> consumer ? consumer.getHandler() : null;
    }

    boolean isRegistered() {
      return !holder.isRemoved() && handler() != null;
    }

    boolean isLocalOnly() {
      return holder.isLocalOnly();
    }

    String address() {
      return holder.getHandler().address();
    }

    EventExecutor executor() {
      return holder.getContext().executor();
    }

    /** The time-out of a sender that waits, in milliseconds; 0 for a consumer. */
    long replyTimeout() {
      HandlerRegistration<?> handler = holder.getHandler();
      return Handles.REPLY_HANDLER.isInstance(handler) ? (long) Handles.TIMEOUT.get(handler) : 0;
    }

    /** @return how many messages the event bus buffers for a paused consumer */
    int maxBufferedMessages() {
      return (int) Handles.MAX_BUFFERED.get(holder.getHandler());
    }

    /** Puts a copy of the message into the queue of the receiver. */
    void receive(Message<?> message) {
      MessageImpl<?, ?> copy = ((MessageImpl<?, ?>) message).copyBeforeReceive();
      run(() -> Handles.RECEIVE.invoke(holder.getHandler(), copy));
    }
  }

  /** The codecs that belong to no event bus, in the order of their ids. */
  @SuppressWarnings("rawtypes")
  private static final MessageCodec[] CODECS = {
    CodecManager.NULL_MESSAGE_CODEC, CodecManager.PING_MESSAGE_CODEC, CodecManager.BYTE_MESSAGE_CODEC,
    CodecManager.BOOLEAN_MESSAGE_CODEC, CodecManager.SHORT_MESSAGE_CODEC, CodecManager.INT_MESSAGE_CODEC,
    CodecManager.LONG_MESSAGE_CODEC, CodecManager.FLOAT_MESSAGE_CODEC, CodecManager.DOUBLE_MESSAGE_CODEC,
    CodecManager.STRING_MESSAGE_CODEC, CodecManager.CHAR_MESSAGE_CODEC, CodecManager.BUFFER_MESSAGE_CODEC,
    CodecManager.BYTE_ARRAY_MESSAGE_CODEC, CodecManager.JSON_OBJECT_MESSAGE_CODEC,
    CodecManager.JSON_ARRAY_MESSAGE_CODEC, CodecManager.REPLY_EXCEPTION_MESSAGE_CODEC
  };

  private final EventBusImpl bus;

  /**
   * @throws IllegalStateException when the event bus does not grant access
   */
  BusInternals(EventBus bus) {
    try {
      this.bus = (EventBusImpl) bus;
      Handles.find();
    } catch (LinkageError | ClassCastException e) {
      throw new IllegalStateException("the bridge has no access to the event bus of this Vert.x: it needs Vert.x 5.0 on"
        + " the class path, or these options of the JVM: " + options(), e);
    }
  }

  private static String options() {
    Module module = BusInternals.class.getModule();
    String to = "=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    return Stream.of("eventbus.impl", "eventbus.impl.clustered", "impl.utils")
      .map(name -> "--add-opens io.vertx.core/io.vertx.core." + name + to).collect(Collectors.joining(" "));
  }

  EventBusImpl bus() {
    return bus;
  }

  /** Another event bus, without interceptors, which is never started: for messages that have passed them. */
  static BusInternals withoutInterceptors(VertxInternal vertx) {
    return new BusInternals(new EventBusImpl(vertx));
  }

  /** {@code null} when nothing measures. */
  EventBusMetrics<?> metrics() {
    return bus.getMetrics();
  }

  // Who receives

  @SuppressWarnings("unchecked")
  private ConcurrentCyclicSequence<HandlerHolder<?>> holders(String address) {
    return ((ConcurrentMap<String, ConcurrentCyclicSequence<HandlerHolder<?>>>) Handles.HANDLER_MAP.get(bus))
      .get(address);
  }

  /** Lazily: it is asked for every address that a peer is attached to, all the time. */
  Stream<Receiver> receivers(String address) {
    ConcurrentCyclicSequence<HandlerHolder<?>> holders = holders(address);
    return holders == null ? Stream.empty()
      : StreamSupport.stream(holders.spliterator(), false).map(Receiver::new);
  }

  /** The next one, {@code null} when none is eligible. Local senders go round with the same turns. */
  Receiver next(String address, Predicate<Receiver> isEligible) {
    ConcurrentCyclicSequence<HandlerHolder<?>> holders = holders(address);
    for (int i = holders == null ? 0 : holders.size(); i > 0; i--) {
      Receiver next = new Receiver(holders.next());
      if (isEligible.test(next)) {
        return next;
      }
    }
    return null;
  }

  /** What is in the queue of a consumer when it is unregistered goes to the handler. */
  static <T> void onDiscard(MessageConsumer<T> consumer, Handler<Message<T>> handler) {
    ((MessageConsumerImpl<T>) consumer).discardHandler(handler);
  }

  /** Find the members of the cluster that have consumers of an address; some may have only imports. */
  void members(String address, Completable<Iterable<String>> members) {
    ((NodeSelector) Handles.NODE_SELECTOR.get((ClusteredEventBus) bus)).selectForPublish(address, members);
  }

  // Messages

  /** A message as the event bus would send it to another member of a cluster. */
  @SuppressWarnings("unchecked")
  Message<Object> message(boolean send, String address, MultiMap headers, Object body, String codecName) {
    return bus.createMessage(send, false, address, headers, body, codecName);
  }

  @SuppressWarnings("unchecked")
  public static <T> Message<T> copy(Message<T> message) {
    return ((MessageImpl<Object, T>) message).copyBeforeReceive();
  }

  /** @return the body as its sender passed it, {@code null} when it comes from another member of a cluster */
  static Object sentBody(Message<?> message) {
    return Handles.SENT_BODY.get((MessageImpl<?, ?>) message);
  }

  /** @return the trace of the message, for the tracer when it is answered */
  static Object trace(Message<?> message) {
    return Handles.TRACE.get((MessageImpl<?, ?>) message);
  }

  /** The event bus would fail a request that it discards. */
  static void removeReplyAddress(Message<?> message) {
    ((MessageImpl<?, ?>) message).setReplyAddress(null);
  }

  /** Whether another member of a cluster has sent it, or a peer. */
  static boolean isFromWire(Message<?> message) {
    return message instanceof ClusteredMessage<?, ?> clustered && clustered.isFromWire();
  }

  /** @return the id of the member of the cluster that sent a message */
  static String sender(Message<?> message) {
    return (String) Handles.SENDER.get((ClusteredMessage<?, ?>) message);
  }

  /** @return the received bytes of a message from another member of the cluster */
  static Buffer wire(Message<?> message) {
    return isFromWire(message) ? (Buffer) Handles.WIRE_BUFFER.get((ClusteredMessage<?, ?>) message) : null;
  }

  /** Send a message to one member of the cluster, as replies are sent. */
  static void sendTo(String member, PeerMessage message) {
    Handles.REPLIED_TO.set((ClusteredMessage<?, ?>) message, member);
  }

  // Codecs

  /**
   * @return the codec that the event bus uses for an outgoing body. It does not hand out its codec manager, but a
   * message made by it shows its codec.
   *
   * @param name of the codec, {@code null} for that of the type
   * @throws IllegalArgumentException when there is none, or its checkers refuse a serialized object
   */
  MessageCodec<Object, Object> codec(Object body, String name) {
    return codec(message(true, "conec", null, body, name));
  }

  @SuppressWarnings("unchecked")
  public static MessageCodec<Object, Object> codec(Message<?> message) {
    return ((MessageImpl<Object, Object>) message).codec();
  }

  /** @return the codec that is registered with a name, {@code null} when there is none */
  MessageCodec<Object, Object> namedCodec(String name) {
    try {
      return codec("", name);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** @return the system codec with an id, {@code null} when there is none, or it is for serialized objects */
  @SuppressWarnings("unchecked")
  static MessageCodec<Object, Object> systemCodec(int id) {
    return id < CODECS.length ? CODECS[id] : null;
  }

  // Sending

  @SuppressWarnings("unchecked")
  Handler<DeliveryContext<Object>>[] outboundInterceptors() {
    return (Handler<DeliveryContext<Object>>[]) Handles.OUTBOUND_INTERCEPTORS.getVolatile(bus);
  }

  /** Vert.x does not tell the sender of what an interceptor throws. */
  public static void fail(DeliveryContext<?> delivery, ReplyException failure) {
    ((OutboundDeliveryContext<?>) delivery).tryFail(failure);
  }

  /**
   * Send a message without interceptors and tracer, to any member of the cluster.
   *
   * @return completed when it is written
   */
  Future<Void> send(PeerMessage message) {
    OutboundDeliveryContext<?> context = bus.newSendContext(message, new DeliveryOptions(), null);
    run(() -> Handles.SEND_OR_PUB.invoke(bus, context));
    return context.writePromise.future();
  }

  /** Create a reply address for the message, and wait there. No trace begins or ends there. */
  Waiting waitForReply(PeerMessage message, long timeout) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout);
    return new Waiting(call(() -> Handles.CREATE_REPLY_HANDLER.invoke(bus, message, true, options)));
  }

  private interface Call<T> {
    T call() throws Throwable;
  }

  private interface VoidCall {
    void run() throws Throwable;
  }

  private static void run(VoidCall call) {
    call(() -> {
      call.run();
      return null;
    });
  }

  private static <T> T call(Call<T> call) {
    try {
      return call.call();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
