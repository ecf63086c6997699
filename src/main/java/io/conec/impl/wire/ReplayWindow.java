package io.conec.impl.wire;

/**
 * Accepts each number once, roughly in order, with a sliding window as in RFC 4303, section 3.4.3.
 */
public final class ReplayWindow {

  private static final int SIZE = Long.SIZE;

  private long highest;
  /** Bit n represents {@code highest - n}. */
  private long seen;

  /**
   * @param number from 1
   * @return {@code false} when it was accepted before, or is too old to know
   */
  public boolean accept(long number) {
    if (number <= 0) {
      return false;
    }
    if (number > highest) {
      long ahead = number - highest;
      seen = ahead >= SIZE ? 1 : seen << ahead | 1;
      highest = number;
      return true;
    }
    long behind = highest - number;
    if (behind >= SIZE || (seen & 1L << behind) != 0) {
      return false;
    }
    seen |= 1L << behind;
    return true;
  }
}
