package io.conec.impl.util;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Delays between attempts. They double up to a limit, and each varies at random by half.
 */
public final class Backoff {

  /** The first delay of most attempts: long beside a round trip, short for a person. */
  private static final Duration FIRST = Duration.ofMillis(100);

  private final long first;
  private final long max;
  private final RandomGenerator random;
  private long next;

  public Backoff(Duration first, Duration max, RandomGenerator random) {
    this.first = first.toMillis();
    this.max = Math.max(this.first, max.toMillis());
    this.random = random;
    this.next = this.first;
  }

  /** The usual delays, or only this one when it is shorter. */
  public static Backoff upTo(Duration max) {
    return new Backoff(DurationMath.min(max, FIRST), max, ThreadLocalRandom.current());
  }

  /**
   * @return the next delay in milliseconds
   */
  public long nextMillis() {
    long base = next;
    next = Math.min(max, 2 * next);
    return Math.max(1, base / 2 + random.nextLong(base + 1) / 2);
  }

  /** An attempt has succeeded. */
  public void reset() {
    next = first;
  }
}
