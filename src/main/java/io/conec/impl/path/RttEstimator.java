package io.conec.impl.path;

import java.util.concurrent.TimeUnit;

/**
 * Estimates the round-trip time of a path as RFC 9002, section 5, does. Only the event loop writes; {@link #nanos()} is
 * safe from any thread.
 */
final class RttEstimator {

  private static final int GAIN = 8;

  /** The maximum covers the last five to ten seconds, in two windows of this length. */
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Longer samples do not measure the path: one of the processes was suspended meanwhile. */
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(10);

  private volatile long smoothed;
  private long min = Long.MAX_VALUE;
  private long recentMax;
  private long earlierMax;
  private long windowStart = System.nanoTime();

  void update(long measured) {
    long nanos = Math.min(measured, MAX_NANOS);
    long now = System.nanoTime();
    if (now - windowStart >= WINDOW_NANOS) {
      earlierMax = now - windowStart < 2 * WINDOW_NANOS ? recentMax : 0;
      recentMax = 0;
      windowStart = now;
    }
    recentMax = Math.max(recentMax, nanos);
    min = Math.min(min, nanos);
    long old = smoothed;
    smoothed = old == 0 ? nanos : old + (nanos - old) / GAIN;
  }

  /**
   * @return the smoothed round-trip time in nanoseconds, 0 without a sample
   */
  long nanos() {
    return smoothed;
  }

  /**
   * @return the longest of the last seconds in the smoothed round-trip time in nanoseconds, 0 without a sample
   */
  long max() {
    return Math.max(smoothed, Math.max(recentMax, earlierMax));
  }

  /**
   * @return the minimum since {@link #restart()}: the delay of the path without queues and pauses of the processes
   */
  long min() {
    return min;
  }

  /**
   * @return whether there was a sample since {@link #restart()}
   */
  boolean isKnown() {
    return min != Long.MAX_VALUE;
  }

  /** Forget the minimum. */
  void restart() {
    min = Long.MAX_VALUE;
  }
}
