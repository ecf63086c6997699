package io.conec.impl.transport;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps the queue on the path short that bulk data makes. BBR has up to two round trips' worth under way, and the codec
 * does not send at the times that BBR computes: so all that is more than one waits in front of the narrowest link, and
 * pings wait behind it. While round trips show such a queue, a part of the congestion window is left to others.
 * Everything happens on the event loop.
 */
final class BulkLimit {

  /**
   * What QUIC knows of the path.
   *
   * @param roundTripNanos smoothed
   * @param window         how many bytes may be under way
   */
  record Path(long roundTripNanos, long window) {
  }

  /** What bulk data leaves of the congestion window, so that it uses one and a quarter round trips' worth. */
  private static final double LEFT = 3 / 8.0;

  /** Round trips vary by so much without a queue. */
  private static final double JITTER = 1 / 4.0;
  private static final long JITTER_NANOS = Duration.ofMillis(4).toNanos();

  /**
   * Round trips that are longer than so many times the least are not what BBR alone makes of them. The path has become
   * slower, or others fill its queue. BBR copes with both, but learns only from windows that are used up.
   */
  private static final int FOREIGN = 3;
  private static final long FOREIGN_NANOS = Duration.ofMillis(10).toNanos();

  /** The least round trip is of the last one or two of these: BBR empties the queue every ten seconds to measure it. */
  private static final long PERIOD_NANOS = Duration.ofSeconds(15).toNanos();

  private final Supplier<Path> path;
  private final LongSupplier nanoTime;
  private long least = Long.MAX_VALUE;
  private long leastBefore = Long.MAX_VALUE;
  private long periodStartedAt;
  /** {@code null} when it is not reached. */
  private Long reachedAt;

  /**
   * @param path {@code null} when nothing is known
   */
  BulkLimit(Supplier<Path> path, LongSupplier nanoTime) {
    this.path = path;
    this.nanoTime = nanoTime;
    this.periodStartedAt = nanoTime.getAsLong();
  }

  /**
   * Whether bulk data should wait. Nothing waits for longer than a round trip: the stream may have less room because
   * its reader is slow, and then there is nothing under way that could be acknowledged.
   *
   * @param room how many bytes QUIC would take of a stream now
   */
  boolean isReached(long room) {
    Path now = path.get();
    long time = nanoTime.getAsLong();
    if (now == null || !isQueued(now.roundTripNanos, time) || room >= now.window * LEFT) {
      reachedAt = null;
      return false;
    }
    if (reachedAt == null) {
      reachedAt = time;
    } else if (time - reachedAt > now.roundTripNanos) {
      reachedAt = null;
      return false;
    }
    return true;
  }

  private boolean isQueued(long roundTrip, long time) {
    if (time - periodStartedAt > PERIOD_NANOS) {
      leastBefore = least;
      least = roundTrip;
      periodStartedAt = time;
    }
    least = Math.min(least, roundTrip);
    long alone = Math.min(least, leastBefore);
    return roundTrip > alone + alone * JITTER + JITTER_NANOS && roundTrip < FOREIGN * alone + FOREIGN_NANOS;
  }
}
