package io.conec.impl.client.broadcast;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the messages that a slow reader takes, and decides when to report the count to the Coordinator.
 */
final class TakenMessages {

  /** Reports within a stall time-out: several, because some may be late. */
  private static final int PER_STALL_TIMEOUT = 4;

  private final AtomicLong count = new AtomicLong();
  private volatile long interval;
  private volatile long lastTold;

  /** A subscription has begun. */
  void reset(int stallTimeoutMillis) {
    count.set(0);
    interval = TimeUnit.MILLISECONDS.toNanos(stallTimeoutMillis) / PER_STALL_TIMEOUT;
  }

  /**
   * A message was taken; on the context.
   *
   * @return how many messages were taken in this subscription, 0 when no report is due
   */
  long taken() {
    long taken = count.incrementAndGet();
    long now = System.nanoTime();
    if (now - lastTold < interval) {
      return 0;
    }
    lastTold = now;
    return taken;
  }
}
