package io.conec.impl.path;

import io.conec.PathKind;
import io.conec.impl.wire.Probe;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches the path in use: probes it while it carries something, and now and then while it does not, and notices when
 * it is dead. A probe is as long as the longest datagram that the path has carried since the last: a path that gets
 * narrow, so that only short ones pass (RFC 8899, section 4.3), is dead for the others. On the event loop.
 */
final class PathWatch {

  /** Time between two probes of a path in use. */
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

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
   * A path that answers nothing for so long, and a round trip more, may be dead: what it carries is sent by the relay
   * too. QUIC repeats what is lost at intervals that double, so without a copy on its way the gap would be twice as
   * long as it takes to be sure.
   */
  private static final long IN_DOUBT_AFTER = TimeUnit.MILLISECONDS.toNanos(150);
  private static final int IN_DOUBT_AFTER_ROUND_TRIPS = 1;

  /** The relay is asked for its round-trip time no more often in a row. */
  private static final int MAX_RELAY_PROBES = 3;

  private final EventLoop eventLoop;
  private final Prober prober;
  private final Runnable doubt;
  private final Consumer<DirectPath> dead;
  private final ScheduledFuture<?> keepAlive;
  private Path path;
  private ScheduledFuture<?> tick;
  private boolean used;
  private int longest = Probe.LENGTH;
  private int probed = Probe.LENGTH;
  private boolean inDoubt;
  private long heardAt = System.nanoTime() - DEAD_AFTER;
  private int unanswered;
  private long firstUnanswered;

  /**
   * @param doubt called again and again while it is unclear whether the direct path in use still works
   */
  PathWatch(EventLoop eventLoop, Prober prober, Duration keepAliveInterval, Runnable doubt,
            Consumer<DirectPath> dead) {
    this.eventLoop = eventLoop;
    this.prober = prober;
    this.doubt = doubt;
    this.dead = dead;
    long interval = keepAliveInterval.toNanos();
    keepAlive = eventLoop.scheduleWithFixedDelay(this::probe, interval, interval, TimeUnit.NANOSECONDS);
  }

  /** From now on this path is used. */
  void watch(Path path) {
    this.path = path;
    reset();
    if (tick != null) {
      tick.cancel(false);
      tick = null;
    }
    probe();
  }

  /** The path carries a datagram of this length: it has to be alive. */
  void used(int length) {
    longest = Math.max(longest, length);
    probe();
  }

  /** Find out whether the path is alive. */
  void probe() {
    used = true;
    if (tick == null && path != null && prober.isReady()) {
      check();
    }
  }

  /** A QUIC packet has come from there. */
  void heard(InetSocketAddress source) {
    if (unanswered > 0 && path instanceof DirectPath direct && direct.remote().equals(source)) {
      heardAt = System.nanoTime();
    }
  }

  private void check() {
    tick = null;
    long now = System.nanoTime();
    long deadAfter = now - heardAt < DEAD_AFTER ? DEAD_AFTER_WHEN_HEARD : DEAD_AFTER;
    if (path instanceof DirectPath direct && isSilent(now, deadAfter, DEAD_AFTER_ROUND_TRIPS)) {
      reset();
      dead.accept(direct);
      return;
    }
    if (!used && unanswered == 0 || !(path instanceof DirectPath) && unanswered >= MAX_RELAY_PROBES) {
      reset();
      return;
    }
    inDoubt = path.kind() == PathKind.DIRECT && isSilent(now, IN_DOUBT_AFTER, IN_DOUBT_AFTER_ROUND_TRIPS);
    if (inDoubt) {
      doubt.run();
    }
    used = false;
    if (unanswered++ == 0) {
      firstUnanswered = now;
    }
    probed = Math.max(probed, longest);
    longest = Probe.LENGTH;
    prober.probe(path, probed);
    tick = eventLoop.schedule(this::check, INTERVAL, TimeUnit.NANOSECONDS);
  }

  private boolean isSilent(long now, long least, int roundTrips) {
    long inRoundTrips = roundTrips * path.roundTripTime().nanos();
    long limit = Math.min(least + inRoundTrips, Math.max(MAX_DEAD_AFTER, inRoundTrips));
    // A pause of this process, in which no probes were sent, is no silence of the peer.
    boolean wasProbed = unanswered > limit / (2 * INTERVAL);
    return wasProbed && now - firstUnanswered >= limit;
  }

  /**
   * @return whether it is not clear that the direct path in use still works
   */
  boolean isInDoubt() {
    return inDoubt;
  }

  /**
   * @param length of the probe that was answered
   */
  void answered(Path answering, int length) {
    if (answering == path && length >= probed) {
      reset();
    }
  }

  private void reset() {
    unanswered = 0;
    probed = Probe.LENGTH;
    inDoubt = false;
  }

  void stop() {
    keepAlive.cancel(false);
    if (tick != null) {
      tick.cancel(false);
    }
    path = null;
  }
}
