package io.conec.impl.path;

/**
 * A smoothed round-trip time, as in RFC 6298, section 2. Written on the event loop, read from anywhere.
 */
final class RoundTripTime {

  private static final int GAIN = 8;

  private volatile long smoothed;

  void update(long nanos) {
    long old = smoothed;
    smoothed = old == 0 ? nanos : old + (nanos - old) / GAIN;
  }

  /**
   * @return nanoseconds, 0 while nothing was measured
   */
  long nanos() {
    return smoothed;
  }
}
