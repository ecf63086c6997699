package io.conec.impl.path;

import java.util.concurrent.TimeUnit;

/**
 * A smoothed round-trip time, as in RFC 6298, section 2. Written on the event loop, read from anywhere.
 */
final class RttEstimator {

  private static final int GAIN = 8;

  /** The longest of the last five to ten seconds is remembered, in two halves. */
  private static final long HALF = TimeUnit.SECONDS.toNanos(5);

  /** What took longer was no way of a datagram: one of the processes was stopped meanwhile. */
  private static final long MAX = TimeUnit.SECONDS.toNanos(10);

  private volatile long smoothed;
  private long least = Long.MAX_VALUE;
  private long longest;
  private long longestBefore;
  private long halfSince = System.nanoTime();

  void update(long measured) {
    long nanos = Math.min(measured, MAX);
    long now = System.nanoTime();
    if (now - halfSince >= HALF) {
      longestBefore = now - halfSince < 2 * HALF ? longest : 0;
      longest = 0;
      halfSince = now;
    }
    longest = Math.max(longest, nanos);
    least = Math.min(least, nanos);
    long old = smoothed;
    smoothed = old == 0 ? nanos : old + (nanos - old) / GAIN;
  }

  /**
   * @return nanoseconds, 0 while nothing was measured
   */
  long nanos() {
    return smoothed;
  }

  /**
   * @return the longest of the last seconds in nanoseconds, 0 while nothing was measured
   */
  long longest() {
    return Math.max(smoothed, Math.max(longest, longestBefore));
  }

  /**
   * @return the least that was measured since {@link #restart()}: what the path takes without the queues on it and the
   * pauses of the machines
   */
  long least() {
    return least;
  }

  /**
   * @return whether it was measured since {@link #restart()}
   */
  boolean isKnown() {
    return least != Long.MAX_VALUE;
  }

  /** What was the least does not count any more. */
  void restart() {
    least = Long.MAX_VALUE;
  }
}
