package io.conec.impl.client.broadcast;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what a slow reader takes, and says how often the Coordinator has to hear of it.
 */
final class TakenMessages {

  /** How often in the time after which a reader is taken for stalled: some may be late. */
  private static final int PER_STALL_TIMEOUT = 4;

  private final AtomicLong count = new AtomicLong();
  private volatile long interval;
  private volatile long lastTold;

  /** A membership has begun. */
  void reset(int stallTimeoutMillis) {
    count.set(0);
    interval = TimeUnit.MILLISECONDS.toNanos(stallTimeoutMillis) / PER_STALL_TIMEOUT;
  }

  /**
   * One more was taken; on the context.
   *
   * @return how many were taken in this membership, 0 when this needs not be told now
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
