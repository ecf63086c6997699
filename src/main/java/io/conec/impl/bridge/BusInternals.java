package io.conec.impl.bridge;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
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

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one place that reaches what the event bus of Vert.x keeps to itself: the public API tells neither who consumes
 * an address nor how long a sender waits, and hands everything that is sent to the interceptors of the application.
 */
final class BusInternals {

  /** Found once. It fails where the module system, or another version of Vert.x, does not let it in. */
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

  /** One who waits for a reply, with a time-out, at the reply address of a message. */
  @SuppressWarnings("unchecked")
  static final class Waiting {

    private final Object handler;

    private Waiting(Object handler) {
      this.handler = handler;
    }

    Future<Message<Object>> result() {
      try {
        return (Future<Message<Object>>) Handles.RESULT.invoke(handler);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }

    void fail(ReplyException failure) {
      try {
        Handles.FAIL.invoke(handler, failure);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }
  }

  private final EventBusImpl bus;

  /**
   * @throws IllegalStateException when the event bus does not let the bridge in
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

  /** Who consumes an address, {@code null} when nobody does. */
  @SuppressWarnings("unchecked")
  ConcurrentCyclicSequence<HandlerHolder<?>> handlers(String address) {
    return ((ConcurrentMap<String, ConcurrentCyclicSequence<HandlerHolder<?>>>) Handles.HANDLER_MAP.get(bus))
      .get(address);
  }

  @SuppressWarnings("unchecked")
  Handler<DeliveryContext<Object>>[] outboundInterceptors() {
    return (Handler<DeliveryContext<Object>>[]) Handles.OUTBOUND_INTERCEPTORS.getVolatile(bus);
  }

  /** The time-out of one who waits for a reply, in milliseconds; 0 when this is an ordinary consumer. */
  static long replyTimeout(HandlerRegistration<?> handler) {
    return Handles.REPLY_HANDLER.isInstance(handler) ? (long) Handles.TIMEOUT.get(handler) : 0;
  }

  /** The body as its sender has given it, {@code null} when it comes from another member of a cluster. */
  static Object sentBody(MessageImpl<?, ?> message) {
    return Handles.SENT_BODY.get(message);
  }

  /** What a tracer has to know when the message is answered. */
  static Object trace(MessageImpl<?, ?> message) {
    return Handles.TRACE.get(message);
  }

  /** The member of the cluster that a message comes from. */
  static String sender(ClusteredMessage<?, ?> message) {
    return (String) Handles.SENDER.get(message);
  }

  /** All that has come of a message from another member of the cluster. */
  static Buffer wire(ClusteredMessage<?, ?> message) {
    return (Buffer) Handles.WIRE_BUFFER.get(message);
  }

  /** The members of the cluster that consume an address, of which some may have imports only. */
  void members(String address, Completable<Iterable<String>> members) {
    ((NodeSelector) Handles.NODE_SELECTOR.get((ClusteredEventBus) bus)).selectForPublish(address, members);
  }

  /** Makes a message go to one member of the cluster, as replies do. */
  static void sendTo(String member, ClusteredMessage<?, ?> message) {
    Handles.REPLIED_TO.set(message, member);
  }

  /** How many messages the event bus buffers for a consumer that is paused. */
  static int maxBufferedMessages(HandlerRegistration<?> consumer) {
    return (int) Handles.MAX_BUFFERED.get(consumer);
  }

  /** Puts a message into the queue of a consumer. */
  static void receive(HandlerRegistration<?> handler, MessageImpl<?, ?> message) {
    try {
      Handles.RECEIVE.invoke(handler, message);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Sends a message past interceptors and tracer, to any member of the cluster. */
  void sendOrPub(OutboundDeliveryContext<?> context) {
    try {
      Handles.SEND_OR_PUB.invoke(bus, context);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Makes a reply address for the message, and waits there. No trace begins or ends there. */
  Waiting waitForReply(MessageImpl<?, ?> message, long timeout) {
    try {
      return new Waiting(
        Handles.CREATE_REPLY_HANDLER.invoke(bus, message, true, new DeliveryOptions().setSendTimeout(timeout)));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }
}
