package io.conec.impl.util;

import java.util.function.LongSupplier;

/**
 * A token bucket that holds the tokens of one second. An amount may exceed the tokens; then nothing is allowed until
 * the debt is paid.
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
   * @return {@code false} when the limit is reached; then nothing is taken
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
   * @return whether the bucket is full again
   */
  public boolean isFull() {
    refill();
    return tokens == perSecond;
  }

  /**
   * @return the time until something is allowed again
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
      // The time for a fraction of a token counts for the next token.
      long whole = (long) earned;
      tokens += whole;
      updated += (long) ((double) whole / perSecond * NANOS_PER_SECOND);
    }
  }
}
