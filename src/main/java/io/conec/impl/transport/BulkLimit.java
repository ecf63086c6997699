package io.conec.impl.transport;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps the queue short that bulk data causes on the path. BBR keeps up to two round trips' worth in flight, and the
 * codec does not pace packets as BBR asks. So everything beyond one round trip's worth queues at the bottleneck, and
 * pings wait behind it. While round-trip times show such a queue, bulk data leaves a part of the congestion window
 * unused. Confined to the event loop.
 */
final class BulkLimit {

  /**
   * The congestion control of the connection.
   *
   * @param roundTripNanos smoothed
   * @param window         the congestion window in bytes
   */
  record CongestionState(long roundTripNanos, long window) {
  }

  /**
   * The part of the congestion window that bulk data leaves unused, so that it uses one and a quarter round trips'
   * worth.
   */
  private static final double RESERVED_WINDOW = 3 / 8.0;

  /** Round-trip times vary by this much without a queue. */
  private static final double JITTER = 1 / 4.0;
  private static final long JITTER_NANOS = Duration.ofMillis(4).toNanos();

  /**
   * Round-trip times that exceed the minimum by this factor do not come from BBR alone: the path has become slower, or
   * other traffic fills its queue. BBR handles both, but it learns only from windows that are used up.
   */
  private static final int CROSS_TRAFFIC_FACTOR = 3;
  private static final long CROSS_TRAFFIC_NANOS = Duration.ofMillis(10).toNanos();

  /** The minimum covers the last one or two of these periods: BBR drains the queue every ten seconds to measure it. */
  private static final long PERIOD_NANOS = Duration.ofSeconds(15).toNanos();

  private final Supplier<CongestionState> congestion;
  private final LongSupplier nanoTime;
  private long minRoundTrip = Long.MAX_VALUE;
  private long previousMinRoundTrip = Long.MAX_VALUE;
  private long periodStartedAt;
  /** Since when the limit is reached, {@code null} when it is not. */
  private Long reachedAt;

  /**
   * @param congestion supplies {@code null} when nothing is known
   */
  BulkLimit(Supplier<CongestionState> congestion, LongSupplier nanoTime) {
    this.congestion = congestion;
    this.nanoTime = nanoTime;
    this.periodStartedAt = nanoTime.getAsLong();
  }

  /**
   * Whether bulk data should wait. It waits no longer than a round trip, because the stream may have less room only
   * because its reader is slow, and then nothing in flight could be acknowledged.
   *
   * @param room how many bytes QUIC would accept on a stream now
   */
  boolean isReached(long room) {
    CongestionState now = congestion.get();
    long time = nanoTime.getAsLong();
    if (now == null || !isQueued(now.roundTripNanos, time) || room >= now.window * RESERVED_WINDOW) {
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
      previousMinRoundTrip = minRoundTrip;
      minRoundTrip = roundTrip;
      periodStartedAt = time;
    }
    minRoundTrip = Math.min(minRoundTrip, roundTrip);
    long baseRoundTrip = Math.min(minRoundTrip, previousMinRoundTrip);
    return roundTrip > baseRoundTrip + baseRoundTrip * JITTER + JITTER_NANOS
      && roundTrip < CROSS_TRAFFIC_FACTOR * baseRoundTrip + CROSS_TRAFFIC_NANOS;
  }
}
