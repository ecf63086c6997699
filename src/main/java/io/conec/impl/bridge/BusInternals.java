package io.conec.impl.bridge;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.HandlerHolder;
import io.vertx.core.eventbus.impl.HandlerRegistration;
import io.vertx.core.eventbus.impl.MessageImpl;
import io.vertx.core.impl.utils.ConcurrentCyclicSequence;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentMap;

/**
 * The one place that reaches what the event bus of Vert.x keeps to itself: the public API tells neither who consumes
 * an address nor how long a sender waits, and hands everything that is sent to the interceptors of the application.
 */
final class BusInternals {

  /** Found once. It fails where the module system, or another version of Vert.x, does not let it in. */
  private static final class Handles {

    private static final Class<?> REPLY_HANDLER;
    private static final VarHandle HANDLER_MAP;
    private static final VarHandle TIMEOUT;
    private static final MethodHandle RECEIVE;

    static {
      try {
        Lookup lookup = in(EventBusImpl.class);
        REPLY_HANDLER = lookup.findClass(EventBusImpl.class.getPackageName() + ".ReplyHandler");
        HANDLER_MAP = lookup.findVarHandle(EventBusImpl.class, "handlerMap", ConcurrentMap.class);
        TIMEOUT = in(REPLY_HANDLER).findVarHandle(REPLY_HANDLER, "timeout", long.class);
        RECEIVE = lookup.findVirtual(HandlerRegistration.class, "receive",
          MethodType.methodType(void.class, MessageImpl.class));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    private static Lookup in(Class<?> type) throws IllegalAccessException {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    private static void find() {
      // The class is initialized when this returns.
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
      Module module = getClass().getModule();
      throw new IllegalStateException("the bridge has no access to the event bus of this Vert.x: it needs Vert.x 5.0 on"
        + " the class path, or the option --add-opens io.vertx.core/io.vertx.core.eventbus.impl="
        + (module.isNamed() ? module.getName() : "ALL-UNNAMED"), e);
    }
  }

  /** Who consumes an address, {@code null} when nobody does. */
  @SuppressWarnings("unchecked")
  ConcurrentCyclicSequence<HandlerHolder<?>> handlers(String address) {
    return ((ConcurrentMap<String, ConcurrentCyclicSequence<HandlerHolder<?>>>) Handles.HANDLER_MAP.get(bus))
      .get(address);
  }

  /** The time-out of one who waits for a reply, in milliseconds; 0 when this is an ordinary consumer. */
  static long replyTimeout(HandlerRegistration<?> handler) {
    return Handles.REPLY_HANDLER.isInstance(handler) ? (long) Handles.TIMEOUT.get(handler) : 0;
  }

  /** Puts a message into the queue of a consumer. */
  static void receive(HandlerRegistration<?> handler, MessageImpl<?, ?> message) {
    try {
      Handles.RECEIVE.invoke(handler, message);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
