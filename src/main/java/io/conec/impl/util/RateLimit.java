package io.conec.impl.util;

import java.util.function.LongSupplier;

/**
 * A token bucket that holds one second's worth: an amount may go into debt, then nothing is allowed until the debt is
 * paid.
 */
public final class RateLimit {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final long perSecond;
  private final LongSupplier nanoClock;
  private long tokens;
  private long updated;

  public RateLimit(long perSecond, LongSupplier nanoClock) {
    this.perSecond = perSecond;
    this.nanoClock = nanoClock;
    this.tokens = perSecond;
    this.updated = nanoClock.getAsLong();
  }

  /**
   * @return {@code false} when the limit is reached, and nothing is taken then
   */
  public boolean tryTake(long amount) {
    refill();
    if (tokens <= 0) {
      return false;
    }
    tokens -= amount;
    return true;
  }

  /**
   * Take an amount in any case.
   *
   * @return whether more is allowed now
   */
  public boolean take(long amount) {
    refill();
    tokens -= amount;
    return tokens > 0;
  }

  /**
   * @return whether nothing was taken for so long that this is as new
   */
  public boolean isFull() {
    refill();
    return tokens == perSecond;
  }

  /**
   * @return how long until something is allowed again
   */
  public long nanosUntilPositive() {
    refill();
    return tokens > 0 ? 0 : (1 - tokens) * NANOS_PER_SECOND / perSecond;
  }

  private void refill() {
    long now = nanoClock.getAsLong();
    double earned = (double) (now - updated) / NANOS_PER_SECOND * perSecond;
    if (earned >= perSecond - tokens) {
      tokens = perSecond;
      updated = now;
    } else {
      // The time of what is not a whole token yet counts for the next.
      long whole = (long) earned;
      tokens += whole;
      updated += (long) ((double) whole / perSecond * NANOS_PER_SECOND);
    }
  }
}
