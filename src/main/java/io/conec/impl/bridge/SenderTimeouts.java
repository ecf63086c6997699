package io.conec.impl.bridge;

import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.eventbus.impl.OutboundDeliveryContext;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Remembers until when senders wait for an answer, which a received message does not tell. It sees every message of the
 * local senders on its way out, on the thread of the sender, and takes note of those that come to the bridge.
 */
final class SenderTimeouts implements Handler<DeliveryContext<Object>> {

  /** More are not remembered, so that requests that never come to the bridge fill no memory between two purges. */
  private static final int MAX_REMEMBERED = 65_536;

  private final Set<String> imported = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> deadlines = new ConcurrentHashMap<>();
  private final Map<String, Tracked> awaited = new ConcurrentHashMap<>();
  private final long defaultTimeout;

  SenderTimeouts(long defaultTimeout) {
    this.defaultTimeout = defaultTimeout;
  }

  @Override
  public void handle(DeliveryContext<Object> delivery) {
    if (delivery instanceof OutboundDeliveryContext<?> outbound && outbound.message.replyAddress() != null) {
      note(outbound.message, outbound.options);
    }
    delivery.next();
  }

  private void note(Message<?> message, DeliveryOptions options) {
    String replyAddress = message.replyAddress();
    if (options instanceof Tracked tracked && tracked.owner == this) {
      tracked.replyAddress = replyAddress;
      awaited.put(replyAddress, tracked);
    }
    Tracked request = awaited.get(message.address());
    if (request != null) {
      request.replyDeadline = deadline(options.getSendTimeout());
    } else if (imported.contains(message.address()) && deadlines.size() < MAX_REMEMBERED) {
      deadlines.put(replyAddress, deadline(options.getSendTimeout()));
    }
  }

  void addImport(String address) {
    imported.add(address);
  }

  void removeImport(String address) {
    imported.remove(address);
  }

  /** Until when the sender of a message to an import waits, by {@link System#nanoTime()}. */
  long take(Message<?> message) {
    Long deadline = deadlines.remove(message.replyAddress());
    return deadline == null ? deadline(defaultTimeout) : deadline;
  }

  /** Forget those whose message went to another consumer of the same address. */
  void purge(long now) {
    deadlines.values().removeIf(deadline -> deadline - now < 0);
  }

  /**
   * Options of a request by the bridge, which find out how long the consumer waits if it replies with a request.
   *
   * @param onTaken run when the consumer has taken the request, maybe more than once; {@code null} for nothing
   */
  Tracked track(long timeout, Runnable onTaken) {
    return new Tracked(this, timeout, onTaken);
  }

  static long deadline(long timeout) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
  }

  /** Milliseconds until a deadline, at least 1: the event bus takes no shorter time-out. */
  static long remaining(long deadline) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }

  /** The event bus hands the options that it was given to the interceptors. */
  static final class Tracked extends DeliveryOptions {

    private final SenderTimeouts owner;
    private final Runnable onTaken;
    private volatile String replyAddress;
    private volatile Long replyDeadline;

    private Tracked(SenderTimeouts owner, long timeout, Runnable onTaken) {
      this.owner = owner;
      this.onTaken = onTaken;
      setSendTimeout(timeout);
    }

    /** The answer has come, or nobody waits for it any more. */
    void done(Throwable failure) {
      if (replyAddress != null) {
        owner.awaited.remove(replyAddress);
      }
      // After a time-out it may still be in the queue of the consumer.
      boolean timedOut = failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT;
      if (onTaken != null && (replyAddress == null || !timedOut)) {
        onTaken.run();
      }
    }

    Runnable onTaken() {
      return onTaken;
    }

    /** Until when the sender of the reply waits for an answer to it. */
    long replyDeadline() {
      return replyDeadline == null ? deadline(owner.defaultTimeout) : replyDeadline;
    }
  }
}
