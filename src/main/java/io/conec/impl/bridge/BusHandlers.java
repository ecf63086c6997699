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
 * they are for no import.
 */
final class BusHandlers {

  private final BusInternals bus;

  BusHandlers(BusInternals bus) {
    this.bus = bus;
  }

  boolean hasConsumer(String address) {
    return any(address, BusHandlers::isEligible);
  }

  boolean hasImport(String address) {
    return any(address, holder -> handler(holder) instanceof ImportHandler);
  }

  /** Makes no list: it is asked for every address that a peer is attached to, all the time. */
  private boolean any(String address, Predicate<HandlerHolder<?>> which) {
    ConcurrentCyclicSequence<HandlerHolder<?>> handlers = bus.handlers(address);
    if (handlers != null) {
      for (HandlerHolder<?> holder : handlers) {
        if (which.test(holder)) {
          return true;
        }
      }
    }
    return false;
  }

  /** All consumers that a message of a peer may go to. */
  List<HandlerHolder<?>> all(String address) {
    ConcurrentCyclicSequence<HandlerHolder<?>> handlers = bus.handlers(address);
    if (handlers == null) {
      return List.of();
    }
    List<HandlerHolder<?>> eligible = new ArrayList<>(handlers.size());
    for (HandlerHolder<?> holder : handlers) {
      if (isEligible(holder)) {
        eligible.add(holder);
      }
    }
    return eligible;
  }

  /** The consumer whose turn it is, {@code null} when there is none. Local senders go round with the same turns. */
  HandlerHolder<?> next(String address) {
    ConcurrentCyclicSequence<HandlerHolder<?>> handlers = bus.handlers(address);
    for (int i = handlers == null ? 0 : handlers.size(); i > 0; i--) {
      HandlerHolder<?> holder = handlers.next();
      if (isEligible(holder)) {
        return holder;
      }
    }
    return null;
  }

  static boolean isRegistered(HandlerHolder<?> holder) {
    return !holder.isRemoved() && ((MessageConsumerImpl<?>) holder.getHandler()).getHandler() != null;
  }

  private static boolean isEligible(HandlerHolder<?> holder) {
    Handler<?> handler = handler(holder);
    // One without a handler is just being unregistered.
    return !holder.isLocalOnly() && handler != null && !(handler instanceof ImportHandler);
  }

  /** That of a consumer, {@code null} when it is none. */
  private static Handler<?> handler(HandlerHolder<?> holder) {
    return holder.getHandler() instanceof MessageConsumerImpl<?> consumer ? consumer.getHandler() : null;
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
