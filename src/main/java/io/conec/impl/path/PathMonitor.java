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
 * Watches the path in use: probes it while it carries something, and now and then while it does not, and notices when
 * it is silent, when a direct path is dead, and when it answers again. A probe of a direct path is as long as the
 * longest datagram that the path has carried since the last: a path that gets narrow, so that only short ones pass (RFC
 * 8899, section 4.3), is dead for the others. On the event loop.
 */
final class PathMonitor {

  /** What the path in use does. */
  interface Listener {

    /** It has not answered for longer than it usually takes; called again with each further probe. */
    void silent();

    /** It answers again after it was silent. */
    void awake();

    /** It does not work any more. */
    void dead(DirectPath path);
  }

  /** Time between two probes of a path in use. */
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * A path that is silent is probed as long as the channel lives, ever more slowly up to this, so that what waits
   * travels on within a second when the network is back. A relay that carries something is probed that often, too.
   */
  private static final long MAX_INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int INTERVALS_PER_SILENCE = 8;

  /**
   * A path that answers nothing for so long, and two round trips more, is dead: well within a second, and longer than
   * most pauses of a peer.
   */
  private static final long DEAD_AFTER = TimeUnit.MILLISECONDS.toNanos(400);
  private static final int DEAD_AFTER_ROUND_TRIPS = 2;

  /**
   * The same while something arrives over the path: then most often the peer is busy, or what it has to read before our
   * probes is long, and seldom the path works in one direction only. Still within a second.
   */
  private static final long DEAD_AFTER_WHEN_HEARD = TimeUnit.MILLISECONDS.toNanos(800);

  /** No path is waited for longer, unless its round trips are that long themselves. */
  private static final long MAX_DEAD_AFTER = TimeUnit.MILLISECONDS.toNanos(900);

  /**
   * A path that answers nothing for so long, and a round trip more, is silent. What a direct path carries is sent by
   * the relay too from then on. QUIC repeats what is lost at intervals that double, so without a copy on its way the
   * gap would be twice as long as it takes to be sure.
   */
  private static final long SILENT_AFTER = TimeUnit.MILLISECONDS.toNanos(150);
  private static final int SILENT_AFTER_ROUND_TRIPS = 1;

  /**
   * The longest of the last round trips counts, because a queue that fills makes them longer all the time; but no path
   * is waited for longer than this because of them.
   */
  private static final long MAX_SILENT_ROUND_TRIPS = TimeUnit.SECONDS.toNanos(1);
  private static final long MAX_DEAD_ROUND_TRIPS = TimeUnit.SECONDS.toNanos(5);

  /** A peer that asks us over a silent path makes us probe it at once, and not more often than this. */
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

  /** From now on this path is used. */
  void watch(Path path) {
    this.path = path;
    deliveries.restart();
    unanswered = 0;
    probed = Probe.LENGTH;
    silent = false;
    probe();
  }

  /** The path carries a datagram of this length: it has to be alive. */
  void used(int length) {
    longest = Math.max(longest, length);
    used = true;
    if (path instanceof DirectPath) {
      deliveries.sent();
    }
    if (tick == null && isWatching()) {
      if (path.kind() == PathKind.RELAYED) {
        // The answer of QUIC will do, when it comes before the check.
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

  /** Find out whether the path is alive. */
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

  /** The peer has asked us over the path in use: when that was silent, it may work again. */
  void asked() {
    if (silent && System.nanoTime() - probedAt >= MIN_INTERVAL) {
      send(System.nanoTime());
    }
  }

  /**
   * A QUIC packet has come from there.
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
        direct.leaveAlone(now);
        listener.dead(direct);
        return;
      }
    }
    if (!used && unanswered == 0) {
      return;
    }
    long roundTrips = SILENT_AFTER_ROUND_TRIPS * path.roundTripTime().longest();
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

  /** A relay that carries an answer to each of our datagrams need not answer each time. */
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
    long roundTrips = Math.min(DEAD_AFTER_ROUND_TRIPS * path.roundTripTime().longest(), MAX_DEAD_ROUND_TRIPS);
    return isUnanswered(now, Math.min(least + roundTrips, Math.max(MAX_DEAD_AFTER, roundTrips)));
  }

  private boolean isUnanswered(long now, long limit) {
    // A pause of this process, in which no probes were sent, is no silence of the peer.
    boolean wasProbed = unanswered > limit / (2 * INTERVAL);
    return wasProbed && now - firstUnanswered >= limit;
  }

  /**
   * @return whether the path in use does not answer, or what it carries seems to be lost
   */
  boolean isSilent() {
    return silent || path instanceof DirectPath && deliveries.isDoubtful(System.nanoTime());
  }

  /**
   * The peer tells, over this path, what has arrived straight from here: while that is more and more, probes that wait
   * on such a path are no silence.
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
   * @param sentBefore how many packets had gone straight to the peer when it was sent
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
