package io.conec.impl.bridge;

import java.util.concurrent.TimeUnit;

/**
 * Deadlines by {@link System#nanoTime()}.
 */
final class Deadline {

  private Deadline() {
  }

  static long in(long millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** @return a deadline that never passes */
  static long never() {
    return System.nanoTime() + Long.MAX_VALUE / 2;
  }

  /** @return milliseconds until a deadline, at least 1, the shortest time-out of the event bus */
  static long remaining(long deadline) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }
}
