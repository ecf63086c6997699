package io.conec.impl.bridge;

import io.vertx.core.Handler;
import io.vertx.core.eventbus.impl.HandlerHolder;
import io.vertx.core.eventbus.impl.MessageConsumerImpl;
import io.vertx.core.impl.utils.ConcurrentCyclicSequence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which local consumers get what peers send, and how long local senders wait. Methods may be called from any thread.
 * <p>
 * As what comes from another member of a cluster, messages of peers are not for those who consume locally only. And
 * they are for an import only if it says so.
 */
final class BusHandlers {

  private final BusInternals bus;

  BusHandlers(BusInternals bus) {
    this.bus = bus;
  }

  /**
   * @param imports the imports that count as consumers
   */
  boolean hasConsumer(String address, Predicate<ImportHandler> imports) {
    return !all(address, imports).isEmpty();
  }

  /** All consumers that a message of a peer may go to. */
  List<HandlerHolder<?>> all(String address, Predicate<ImportHandler> imports) {
    ConcurrentCyclicSequence<HandlerHolder<?>> handlers = bus.handlers(address);
    if (handlers == null) {
      return List.of();
    }
    List<HandlerHolder<?>> eligible = new ArrayList<>(handlers.size());
    for (HandlerHolder<?> holder : handlers) {
      if (isEligible(holder, imports)) {
        eligible.add(holder);
      }
    }
    return eligible;
  }

  /** The consumer whose turn it is, {@code null} when there is none. Local senders go round with the same turns. */
  HandlerHolder<?> next(String address, Predicate<ImportHandler> imports) {
    ConcurrentCyclicSequence<HandlerHolder<?>> handlers = bus.handlers(address);
    for (int i = handlers == null ? 0 : handlers.size(); i > 0; i--) {
      HandlerHolder<?> holder = handlers.next();
      if (isEligible(holder, imports)) {
        return holder;
      }
    }
    return null;
  }

  static boolean isRegistered(HandlerHolder<?> holder) {
    return !holder.isRemoved() && ((MessageConsumerImpl<?>) holder.getHandler()).getHandler() != null;
  }

  private static boolean isEligible(HandlerHolder<?> holder, Predicate<ImportHandler> imports) {
    if (holder.isLocalOnly() || !(holder.getHandler() instanceof MessageConsumerImpl<?> consumer)) {
      return false;
    }
    // One without a handler is just being unregistered.
    Handler<?> handler = consumer.getHandler();
    return handler != null && !(handler instanceof ImportHandler item && !imports.test(item));
  }

  boolean hasImport(String address) {
    return all(address, item -> true).size() > all(address, item -> false).size();
  }

  /** The local sender that waits at a reply address, {@code null} when there is none. */
  HandlerHolder<?> waitingAt(String replyAddress) {
    ConcurrentCyclicSequence<HandlerHolder<?>> waiting = bus.handlers(replyAddress);
    return waiting == null ? null : waiting.first();
  }

  /** The time-out that this sender has given, in milliseconds; 0 when there is none. */
  long timeoutAt(String replyAddress) {
    HandlerHolder<?> waiting = waitingAt(replyAddress);
    return waiting == null ? 0 : BusInternals.replyTimeout(waiting.getHandler());
  }
}
