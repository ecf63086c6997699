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
 * Monitors the path in use. While the path carries datagrams, a check every 100 ms sends a probe and asks two helpers:
 * {@link Silence}, how long the path has left probes unanswered, and {@link DirectPathLossDetector}, whether the QUIC
 * packets on it arrive, too. So it decides that the path is in doubt, answers again, or is dead. Only a direct path can
 * be dead, because nothing can replace the relay. Without traffic it sends one probe in each {@code probeInterval}.
 * <p>
 * A probe of a direct path is as long as the longest datagram since the last probe. So a path that has become too
 * narrow for these (RFC 8899, section 4.3) does not answer. Confined to the event loop.
 */
final class PathMonitor {

  /** Notified of the state of the path in use. */
  interface Listener {

    /** It has not answered for longer than usual; called again with each further check. */
    void inDoubt();

    /** It was in doubt, and answers again. */
    void answersAgain();

    /** It no longer works. */
    void dead(DirectPath path);
  }

  /** Time between two checks of a path that carries datagrams. */
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * A silent path is probed as long as the channel exists, at intervals that grow up to this, so that waiting data is
   * sent within a second after the network is back. A relay that carries datagrams is probed at this interval, too.
   */
  private static final long MAX_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int INTERVALS_PER_SILENCE = 8;

  /** A probe of the peer on a silent path causes an immediate probe of it, no more often than this. */
  private static final long MIN_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final EventLoop eventLoop;
  private final Prober prober;
  private final DirectPathLossDetector lossDetector;
  private final Listener listener;
  private final ScheduledFuture<?> keepAlive;
  private final Silence silence = new Silence(INTERVAL_NANOS);
  private Path path;
  private ScheduledFuture<?> nextCheck;
  /** Whether the path has carried a datagram since the last check. */
  private boolean used;
  private boolean silent;
  /** The longest datagram since the last probe. */
  private int longest = Probe.LENGTH;
  /** The length that an answered probe must have had to end the silence. */
  private int probeLength = Probe.LENGTH;
  private long heardAt = System.nanoTime() - Silence.DEAD_AFTER_NANOS;
  private long checkedAt;
  private long probedAt;

  PathMonitor(EventLoop eventLoop, Prober prober, DirectPathLossDetector lossDetector, Duration probeInterval,
              Listener listener) {
    this.eventLoop = eventLoop;
    this.prober = prober;
    this.lossDetector = lossDetector;
    this.listener = listener;
    long interval = probeInterval.toNanos();
    keepAlive = eventLoop.scheduleWithFixedDelay(this::probe, interval, interval, TimeUnit.NANOSECONDS);
  }

  /** Monitor this path from now on. */
  void watch(Path path) {
    this.path = path;
    lossDetector.restart();
    silence.end();
    probeLength = Probe.LENGTH;
    silent = false;
    probe();
  }

  // Events

  /** The path carries a datagram of this length, so it has to be alive. */
  void used(int length) {
    longest = Math.max(longest, length);
    used = true;
    if (path instanceof DirectPath) {
      lossDetector.sent();
    }
    if (nextCheck == null && isWatching()) {
      if (path.kind() == PathKind.RELAYED) {
        // An answer of QUIC is enough, if it arrives before the check.
        checkedAt = System.nanoTime();
        checkAfter(INTERVAL_NANOS);
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
    if (isWatching() && !silence.isGoingOn()) {
      cancelCheck();
      probedAt = System.nanoTime() - MAX_INTERVAL_NANOS;
      check();
    }
  }

  /** The peer has sent a probe on the path in use: if the path was silent, it may work again. */
  void peerProbed() {
    long now = System.nanoTime();
    if (silent && now - probedAt >= MIN_INTERVAL_NANOS) {
      sendProbe(now);
    }
  }

  /**
   * A QUIC packet has arrived from this source.
   *
   * @param source {@code null} when it was relayed
   */
  void heard(InetSocketAddress source) {
    if (source == null ? path != null && path.kind() == PathKind.RELAYED
      : silence.isGoingOn() && path instanceof DirectPath direct && direct.remote().equals(source)) {
      heardAt = System.nanoTime();
    }
  }

  /**
   * The peer reports on this path how many packets have arrived on direct paths. While the count grows, unanswered
   * probes of a direct path are not a silence.
   */
  void reported(Path path, ArrivedCounts counts) {
    boolean arrive = lossDetector.reported(counts, probeLength);
    if (arrive && path == this.path && path instanceof DirectPath && silence.isGoingOn()) {
      silence.restart(System.nanoTime());
      answersAgain();
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
      lossDetector.answered(sentBefore, System.nanoTime());
    }
    if (length >= probeLength) {
      silence.end();
      probeLength = Probe.LENGTH;
      answersAgain();
    }
  }

  private void answersAgain() {
    if (silent) {
      silent = false;
      listener.answersAgain();
    }
  }

  // Checks

  private void check() {
    nextCheck = null;
    long now = System.nanoTime();
    long roundTrip = path.roundTripTime().max();
    if (path instanceof DirectPath direct && isDead(direct, now, roundTrip)) {
      listener.dead(direct);
      return;
    }
    if (!used && !silence.isGoingOn() && !isLastProbeDue()) {
      // The next datagram, or the keep-alive, begins the checks again.
      return;
    }
    boolean probeDue = isProbeDue(now);
    silent = silence.isSilent(now, roundTrip);
    if (isInDoubt()) {
      listener.inDoubt();
    }
    used = false;
    if (probeDue) {
      sendProbe(now);
    }
    checkedAt = now;
    long interval = silence.nanos(now) / INTERVALS_PER_SILENCE;
    checkAfter(Math.max(INTERVAL_NANOS, Math.min(MAX_INTERVAL_NANOS, interval)));
  }

  private boolean isDead(DirectPath direct, long now, long roundTrip) {
    if (silence.isDead(now, roundTrip, now - heardAt < Silence.DEAD_AFTER_NANOS)) {
      return true;
    }
    boolean carriesProbesOnly = lossDetector.isLost(now);
    if (carriesProbesOnly) {
      direct.suspend(now);
    }
    return carriesProbesOnly;
  }

  /**
   * @return whether the path in use does not answer, or its datagrams seem to be lost
   */
  boolean isInDoubt() {
    return silent || path instanceof DirectPath && lossDetector.isDoubtful(System.nanoTime());
  }

  /**
   * A relay that carried datagrams and carries none now may have died with them: what the peer has sent since is lost,
   * and this end would wait.
   */
  private boolean isLastProbeDue() {
    return path.kind() == PathKind.RELAYED && probedAt - checkedAt < 0;
  }

  /** A relay that carries answers to the datagrams of this end need not answer every probe. */
  private boolean isProbeDue(long now) {
    return !used || silence.isGoingOn() || path.kind() != PathKind.RELAYED || heardAt - checkedAt < 0
      || now - probedAt >= MAX_INTERVAL_NANOS;
  }

  private void sendProbe(long now) {
    probedAt = now;
    silence.probed(now);
    if (path.kind() == PathKind.DIRECT) {
      probeLength = Math.max(probeLength, longest);
    }
    longest = Probe.LENGTH;
    prober.probe(path, probeLength);
  }

  private void checkAfter(long nanos) {
    nextCheck = eventLoop.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
  }

  private void cancelCheck() {
    if (nextCheck != null) {
      nextCheck.cancel(false);
    }
  }

  void stop() {
    keepAlive.cancel(false);
    cancelCheck();
    path = null;
  }
}
