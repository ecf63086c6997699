package io.conec.impl.path;

import io.conec.impl.wire.Probe;
import io.conec.impl.wire.RelayFragment;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Monitors whether the relayed path carries the longest datagrams of QUIC. QUIC finds the largest size that passes,
 * but does not notice when this size shrinks, for example because another path was used meanwhile. So probes of this
 * length are sent (RFC 8899, section 4.3), and while they are not answered, long datagrams are sent in fragments.
 * Confined to the event loop.
 */
final class RelayPmtuMonitor {

  private enum State {
    /** All datagrams are sent whole. */
    WHOLE,
    /** Long datagrams are sent in fragments. */
    IN_FRAGMENTS
  }

  private static final Logger LOG = LoggerFactory.getLogger(RelayPmtuMonitor.class);

  /** Time between two probes while they are answered and long datagrams are sent. */
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  /** Time before an unanswered probe is repeated; it doubles after some repetitions. */
  private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int RETRIES_BEFORE_IT_DOUBLES = 5;

  /** When the relay answers short probes, but no long ones for this time and two round trips, it has become narrow. */
  private static final long NARROW_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final int NARROW_AFTER_ROUND_TRIPS = 2;
  private static final int NARROW_AFTER_SHORT_ANSWERS = 2;

  private final EventLoop eventLoop;
  private final Prober prober;
  private final Route route;
  private final IntSupplier quicSize;
  private State state = State.WHOLE;
  private ScheduledFuture<?> tick;
  private int limit;
  private int longest;
  private int probed;
  private int unanswered;
  private long firstUnanswered;
  private int shortAnswers;
  private boolean stopped;

  /**
   * @param quicSize length of the longest datagrams that QUIC sends; longer ones are its path MTU probes, and must be
   *                 sent whole
   */
  RelayPmtuMonitor(EventLoop eventLoop, Prober prober, Route route, IntSupplier quicSize) {
    this.eventLoop = eventLoop;
    this.prober = prober;
    this.route = route;
    this.quicSize = quicSize;
  }

  /**
   * A QUIC datagram is about to be relayed.
   *
   * @return whether it has to be sent in fragments
   */
  boolean needsFragments(int length) {
    if (length <= RelayFragment.MAX_LENGTH) {
      return false;
    }
    if (length > limit && tick == null) {
      limit = quicSize.getAsInt();
    }
    if (length > limit) {
      return false;
    }
    longest = Math.max(longest, length);
    if (tick == null && prober.isReady() && !stopped) {
      check();
    }
    return state == State.IN_FRAGMENTS;
  }

  private void check() {
    tick = null;
    boolean isSettled = unanswered == 0 || state == State.IN_FRAGMENTS;
    if (longest == 0 && isSettled) {
      return;
    }
    long now = System.nanoTime();
    boolean isLate = state == State.WHOLE && isNarrow(now);
    if (isLate) {
      LOG.info("the relay does not carry datagrams of " + probed + " bytes any more, they are sent in fragments: a "
        + "lower maxDatagramSize avoids that");
      state = State.IN_FRAGMENTS;
    }
    probed = Math.max(probed, longest);
    longest = 0;
    limit = quicSize.getAsInt();
    if (unanswered++ == 0) {
      firstUnanswered = now;
      shortAnswers = 0;
    } else {
      prober.probe(route.relayPath(), Probe.LENGTH);
    }
    prober.probe(route.relayPath(), probed);
    tick = eventLoop.schedule(this::check, retryInterval(), TimeUnit.NANOSECONDS);
    if (isLate) {
      route.repeat(route.relayPath());
    }
  }

  private boolean isNarrow(long now) {
    return unanswered > 0 && shortAnswers >= NARROW_AFTER_SHORT_ANSWERS
      && now - firstUnanswered >= NARROW_AFTER_NANOS
        + NARROW_AFTER_ROUND_TRIPS * route.relayPath().roundTripTime().nanos();
  }

  private long retryInterval() {
    int doublings = Math.max(0, Math.min(unanswered - RETRIES_BEFORE_IT_DOUBLES, Long.SIZE / 8));
    return Math.min(FIRST_RETRY_NANOS << doublings, MAX_RETRY_NANOS);
  }

  /** A probe of this length was answered. */
  void answered(int length) {
    if (unanswered > 0 && length >= probed) {
      state = State.WHOLE;
      unanswered = 0;
      probed = 0;
      if (tick != null && tick.cancel(false)) {
        tick = eventLoop.schedule(this::check, INTERVAL_NANOS, TimeUnit.NANOSECONDS);
      }
    } else {
      shortAnswers++;
    }
  }

  /** Another path is used: when the relay is used again, its size has to be found again. */
  void pathLeft() {
    state = State.IN_FRAGMENTS;
  }

  void stop() {
    stopped = true;
    if (tick != null) {
      tick.cancel(false);
    }
  }
}
