package io.conec.impl.bridge;

import io.conec.impl.util.Backoff;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The delay before the next attempt; it doubles with each one.
 */
final class ReopenDelay {

  private final long first;
  private final long max;
  private long delay;
  private long openedAt;

  ReopenDelay(Duration max) {
    this.max = max.toMillis();
    first = Math.min(Backoff.FIRST.toMillis(), this.max);
    delay = first;
  }

  void opened() {
    openedAt = System.nanoTime();
  }

  /** @return the delay in milliseconds */
  long next() {
    if (openedAt != 0 && System.nanoTime() - openedAt > TimeUnit.MILLISECONDS.toNanos(max)) {
      // Reset the delay only after a stable time: a stream that is refused right after its opening must not be opened
      // all the time.
      delay = first;
    }
    openedAt = 0;
    // Random, so that not all clients try at the same moment.
    long pause = Math.max(1, delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1));
    delay = Math.min(delay * 2, max);
    return pause;
  }
}
