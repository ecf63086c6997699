package io.conec.impl.path;

import io.conec.PathKind;
import io.conec.impl.wire.ArrivedCounts;
import io.conec.impl.wire.Probe;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Monitors the path in use. It probes the path while the path carries datagrams, and at the keep-alive interval
 * otherwise. It detects when the path is silent, when it answers again, and when a direct path is dead. A probe of a
 * direct path is as long as the longest datagram since the last probe: a path that has become too narrow for these (RFC
 * 8899, section 4.3) counts as dead. Confined to the event loop.
 */
final class PathMonitor {

  /** Notified of the state of the path in use. */
  interface Listener {

    /** It has not answered for longer than usual; called again with each further probe. */
    void silent();

    /** It answers again after a silence. */
    void awake();

    /** It no longer works. */
    void dead(DirectPath path);
  }

  /** Time between two probes of the path in use. */
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * A silent path is probed as long as the channel exists, at intervals that grow up to this, so that waiting data is
   * sent within a second after the network is back. A relay that carries datagrams is probed at this interval, too.
   */
  private static final long MAX_INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int INTERVALS_PER_SILENCE = 8;

  /**
   * A path that answers nothing for this time and two round trips is dead. This is well within a second, and longer
   * than most pauses of a peer.
   */
  private static final long DEAD_AFTER = TimeUnit.MILLISECONDS.toNanos(400);
  private static final int DEAD_AFTER_ROUND_TRIPS = 2;

  /**
   * The same while datagrams arrive on the path. Then the peer is probably busy, or has to read much before the probes,
   * and only seldom does the path work in one direction only. Still within a second.
   */
  private static final long DEAD_AFTER_WHEN_HEARD = TimeUnit.MILLISECONDS.toNanos(800);

  /** The longest wait for any path, unless its round trips themselves take longer. */
  private static final long MAX_DEAD_AFTER = TimeUnit.MILLISECONDS.toNanos(900);

  /**
   * A path that answers nothing for this time and a round trip is silent. From then on the datagrams of a direct path
   * are sent by the relay, too. QUIC repeats losses at intervals that double, so without copies the gap would be twice
   * as long as the time that it takes to be sure.
   */
  private static final long SILENT_AFTER = TimeUnit.MILLISECONDS.toNanos(150);
  private static final int SILENT_AFTER_ROUND_TRIPS = 1;

  /**
   * The longest recent round trip counts, because a queue that fills makes them ever longer. Round trips extend the
   * wait by no more than this.
   */
  private static final long MAX_SILENT_ROUND_TRIPS = TimeUnit.SECONDS.toNanos(1);
  private static final long MAX_DEAD_ROUND_TRIPS = TimeUnit.SECONDS.toNanos(5);

  /** A probe of the peer on a silent path causes an immediate probe of it, no more often than this. */
  private static final long MIN_INTERVAL = TimeUnit.MILLISECONDS.toNanos(20);

  private final EventLoop eventLoop;
  private final Prober prober;
  private final Deliveries deliveries;
  private final Listener listener;
  private final ScheduledFuture<?> keepAlive;
  private Path path;
  private ScheduledFuture<?> tick;
  private boolean used;
  private int longest = Probe.LENGTH;
  private int probed = Probe.LENGTH;
  private boolean silent;
  private long heardAt = System.nanoTime() - DEAD_AFTER;
  private long checkedAt;
  private long probedAt;
  private int unanswered;
  private long firstUnanswered;

  PathMonitor(EventLoop eventLoop, Prober prober, Deliveries deliveries, Duration probeInterval,
    Listener listener) {
    this.eventLoop = eventLoop;
    this.prober = prober;
    this.deliveries = deliveries;
    this.listener = listener;
    long interval = probeInterval.toNanos();
    keepAlive = eventLoop.scheduleWithFixedDelay(this::probe, interval, interval, TimeUnit.NANOSECONDS);
  }

  /** Monitor this path from now on. */
  void watch(Path path) {
    this.path = path;
    deliveries.restart();
    unanswered = 0;
    probed = Probe.LENGTH;
    silent = false;
    probe();
  }

  /** The path carries a datagram of this length, so it has to be alive. */
  void used(int length) {
    longest = Math.max(longest, length);
    used = true;
    if (path instanceof DirectPath) {
      deliveries.sent();
    }
    if (tick == null && isWatching()) {
      if (path.kind() == PathKind.RELAYED) {
        // An answer of QUIC is enough, if it arrives before the check.
        checkedAt = System.nanoTime();
        tick = eventLoop.schedule(this::check, INTERVAL, TimeUnit.NANOSECONDS);
      } else {
        check();
      }
    }
  }

  private boolean isWatching() {
    return path != null && prober.isReady();
  }

  /** Probe the path to find out whether it is alive. */
  void probe() {
    used = true;
    if (isWatching() && unanswered == 0) {
      if (tick != null) {
        tick.cancel(false);
      }
      probedAt = System.nanoTime() - MAX_INTERVAL;
      check();
    }
  }

  /** The peer has sent a probe on the path in use: if the path was silent, it may work again. */
  void peerProbed() {
    if (silent && System.nanoTime() - probedAt >= MIN_INTERVAL) {
      send(System.nanoTime());
    }
  }

  /**
   * A QUIC packet has arrived from this source.
   *
   * @param source {@code null} when it was relayed
   */
  void heard(InetSocketAddress source) {
    if (source == null ? path != null && path.kind() == PathKind.RELAYED
      : unanswered > 0 && path instanceof DirectPath direct && direct.remote().equals(source)) {
      heardAt = System.nanoTime();
    }
  }

  private void check() {
    tick = null;
    long now = System.nanoTime();
    if (path instanceof DirectPath direct) {
      if (isDead(now)) {
        listener.dead(direct);
        return;
      } else if (deliveries.isLost(now)) {
        direct.suspend(now);
        listener.dead(direct);
        return;
      }
    }
    if (!used && unanswered == 0) {
      return;
    }
    long roundTrips = SILENT_AFTER_ROUND_TRIPS * path.roundTripTime().max();
    silent = isUnanswered(now, SILENT_AFTER + Math.min(roundTrips, MAX_SILENT_ROUND_TRIPS));
    if (isSilent()) {
      listener.silent();
    }
    used = false;
    if (isDue(now)) {
      send(now);
    }
    checkedAt = now;
    tick = eventLoop.schedule(this::check, interval(now), TimeUnit.NANOSECONDS);
  }

  /** A relay that carries answers to the datagrams of this end need not answer every probe. */
  private boolean isDue(long now) {
    return unanswered > 0 || path.kind() != PathKind.RELAYED || heardAt - checkedAt < 0
      || now - probedAt >= MAX_INTERVAL;
  }

  private void send(long now) {
    probedAt = now;
    if (unanswered++ == 0) {
      firstUnanswered = now;
    }
    if (path.kind() == PathKind.DIRECT) {
      probed = Math.max(probed, longest);
    }
    longest = Probe.LENGTH;
    prober.probe(path, probed);
  }

  private long interval(long now) {
    long silence = unanswered == 0 ? 0 : now - firstUnanswered;
    return Math.max(INTERVAL, Math.min(MAX_INTERVAL, silence / INTERVALS_PER_SILENCE));
  }

  private boolean isDead(long now) {
    long least = now - heardAt < DEAD_AFTER ? DEAD_AFTER_WHEN_HEARD : DEAD_AFTER;
    long roundTrips = Math.min(DEAD_AFTER_ROUND_TRIPS * path.roundTripTime().max(), MAX_DEAD_ROUND_TRIPS);
    return isUnanswered(now, Math.min(least + roundTrips, Math.max(MAX_DEAD_AFTER, roundTrips)));
  }

  private boolean isUnanswered(long now, long limit) {
    // A pause of this process, in which it sent no probes, is not a silence of the peer.
    boolean wasProbed = unanswered > limit / (2 * INTERVAL);
    return wasProbed && now - firstUnanswered >= limit;
  }

  /**
   * @return whether the path in use does not answer, or its datagrams seem to be lost
   */
  boolean isSilent() {
    return silent || path instanceof DirectPath && deliveries.isDoubtful(System.nanoTime());
  }

  /**
   * The peer reports on this path how many packets have arrived on direct paths. While the count grows, unanswered
   * probes of a direct path are not a silence.
   */
  void reported(Path path, ArrivedCounts counts) {
    if (deliveries.reported(counts, probed) && path == this.path && path instanceof DirectPath && unanswered > 0) {
      unanswered = 1;
      firstUnanswered = System.nanoTime();
      wake();
    }
  }

  /**
   * @param length     of the probe that was answered
   * @param sentBefore how many packets were sent on direct paths before it
   */
  void answered(Path answering, int length, int sentBefore) {
    if (answering != path) {
      return;
    }
    if (path instanceof DirectPath) {
      deliveries.answered(sentBefore, System.nanoTime());
    }
    if (length >= probed) {
      unanswered = 0;
      probed = Probe.LENGTH;
      wake();
    }
  }

  private void wake() {
    if (silent) {
      silent = false;
      listener.awake();
    }
  }

  void stop() {
    keepAlive.cancel(false);
    if (tick != null) {
      tick.cancel(false);
    }
    path = null;
  }
}
