package io.conec.impl.path;

import java.util.concurrent.TimeUnit;

/**
 * How long the path in use has left probes unanswered, and what that means. The limits follow the longest recent round
 * trip, because a queue that fills makes round trips ever longer. Confined to the event loop.
 */
final class Silence {

  /**
   * A path that answers nothing for this time and a round trip is silent. From then on the datagrams of a direct path
   * are sent by the relay, too. QUIC repeats losses at intervals that double, so without copies the gap would be twice
   * as long as the time that it takes to be sure.
   */
  private static final long SILENT_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
  private static final int SILENT_AFTER_ROUND_TRIPS = 1;
  private static final long MAX_SILENT_ROUND_TRIPS_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * A path that answers nothing for this time and two round trips is dead. This is well within a second, and longer
   * than most pauses of a peer.
   */
  static final long DEAD_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
  private static final int DEAD_AFTER_ROUND_TRIPS = 2;
  private static final long MAX_DEAD_ROUND_TRIPS_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * The same while datagrams arrive on the path. Then the peer is probably busy, or has to read much before the probes,
   * and only seldom does the path work in one direction only. Still within a second.
   */
  private static final long DEAD_AFTER_WHEN_HEARD_NANOS = TimeUnit.MILLISECONDS.toNanos(800);

  /** The longest wait for any path, unless its round trips themselves take longer. */
  private static final long MAX_DEAD_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  private final long probeInterval;
  private int probes;
  private long since;

  /** @param probeInterval the time between two probes of a path that carries datagrams, in nanoseconds */
  Silence(long probeInterval) {
    this.probeInterval = probeInterval;
  }

  /** A probe is sent. */
  void probed(long now) {
    if (probes++ == 0) {
      since = now;
    }
  }

  /** The path has answered. */
  void end() {
    probes = 0;
  }

  /** The last probe is not answered yet, but the path has shown that it works. */
  void restart(long now) {
    probes = 1;
    since = now;
  }

  /** @return whether a probe is unanswered */
  boolean isGoingOn() {
    return probes > 0;
  }

  /** @return nanoseconds since the first unanswered probe, 0 when there is none */
  long nanos(long now) {
    return isGoingOn() ? now - since : 0;
  }

  /** @param roundTrip the longest recent round trip in nanoseconds */
  boolean isSilent(long now, long roundTrip) {
    return lasts(now, SILENT_AFTER_NANOS + Math.min(SILENT_AFTER_ROUND_TRIPS * roundTrip,
      MAX_SILENT_ROUND_TRIPS_NANOS));
  }

  /**
   * @param roundTrip the longest recent round trip in nanoseconds
   * @param heard     whether QUIC packets of the peer arrive on the path
   */
  boolean isDead(long now, long roundTrip, boolean heard) {
    long least = heard ? DEAD_AFTER_WHEN_HEARD_NANOS : DEAD_AFTER_NANOS;
    long roundTrips = Math.min(DEAD_AFTER_ROUND_TRIPS * roundTrip, MAX_DEAD_ROUND_TRIPS_NANOS);
    return lasts(now, Math.min(least + roundTrips, Math.max(MAX_DEAD_AFTER_NANOS, roundTrips)));
  }

  private boolean lasts(long now, long limit) {
    // A pause of this process, in which it sent no probes, is not a silence of the peer.
    boolean wasProbed = probes > limit / (2 * probeInterval);
    return wasProbed && now - since >= limit;
  }
}
