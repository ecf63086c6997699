package io.conec.impl.path;

/**
 * A smoothed round-trip time, as in RFC 6298, section 2. Written on the event loop, read from anywhere.
 */
final class RoundTripTime {

  private static final int GAIN = 8;

  private volatile long smoothed;
  private long least = Long.MAX_VALUE;

  void update(long nanos) {
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
