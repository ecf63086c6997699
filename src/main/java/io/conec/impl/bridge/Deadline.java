package io.conec.impl.bridge;

import java.util.concurrent.TimeUnit;

/**
 * Until when somebody waits, by {@link System#nanoTime()}.
 */
final class Deadline {

  private Deadline() {
  }

  static long in(long millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Later than anybody looks. */
  static long never() {
    return System.nanoTime() + Long.MAX_VALUE / 2;
  }

  /** Milliseconds until a deadline, at least 1: the event bus takes no shorter time-out. */
  static long remaining(long deadline) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }
}
