package io.conec.impl.path;

import io.conec.impl.wire.Probe;
import io.conec.impl.wire.RelayPart;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Whether the relay carries the datagrams that QUIC sends. QUIC finds the largest size that passes, but not that it has
 * become smaller, which may also be since another path was used meanwhile. So a probe as long as the datagrams tells
 * (RFC 8899, section 4.3), and until one is answered again the long ones are sent in parts. On the event loop.
 */
final class RelaySize {

  private enum State {
    /** Datagrams are sent as they are. */
    WHOLE,
    /** Long ones are sent in parts. */
    IN_PARTS
  }

  private static final Logger LOG = LoggerFactory.getLogger(RelaySize.class);

  /** Time between two probes while they are answered and long datagrams are sent. */
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(400);

  /** Time before one that was not answered is followed by the next; doubles after some. */
  private static final long FIRST_RETRY = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_RETRY = TimeUnit.SECONDS.toNanos(1);
  private static final int RETRIES_BEFORE_IT_DOUBLES = 5;

  /**
   * When long probes are not answered for so long, and two round trips more, and short ones are, the relay has become
   * narrow.
   */
  private static final long NARROW_AFTER = TimeUnit.MILLISECONDS.toNanos(300);
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
   * @param quicSize of the longest datagrams that QUIC sends; longer ones find out whether they pass, and have to go as
   *                 they are
   */
  RelaySize(EventLoop eventLoop, Prober prober, Route route, IntSupplier quicSize) {
    this.eventLoop = eventLoop;
    this.prober = prober;
    this.route = route;
    this.quicSize = quicSize;
  }

  /**
   * The relay is to carry a QUIC datagram.
   *
   * @return whether it has to be cut into parts
   */
  boolean isTooLong(int length) {
    if (length <= RelayPart.MAX_LENGTH) {
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
    return state == State.IN_PARTS;
  }

  private void check() {
    tick = null;
    boolean isSettled = unanswered == 0 || state == State.IN_PARTS;
    if (longest == 0 && isSettled) {
      return;
    }
    long now = System.nanoTime();
    boolean isLate = state == State.WHOLE && isNarrow(now);
    if (isLate) {
      LOG.info("the relay does not carry datagrams of " + probed + " bytes any more, they are sent in parts: a lower "
        + "maxDatagramSize avoids that");
      state = State.IN_PARTS;
    }
    probed = Math.max(probed, longest);
    longest = 0;
    limit = quicSize.getAsInt();
    if (unanswered++ == 0) {
      firstUnanswered = now;
      shortAnswers = 0;
    } else {
      prober.probe(route.relayed(), Probe.LENGTH);
    }
    prober.probe(route.relayed(), probed);
    tick = eventLoop.schedule(this::check, retryInterval(), TimeUnit.NANOSECONDS);
    if (isLate) {
      route.repeat(route.relayed());
    }
  }

  private boolean isNarrow(long now) {
    return unanswered > 0 && shortAnswers >= NARROW_AFTER_SHORT_ANSWERS
      && now - firstUnanswered >= NARROW_AFTER + NARROW_AFTER_ROUND_TRIPS * route.relayed().roundTripTime().nanos();
  }

  private long retryInterval() {
    int doublings = Math.max(0, Math.min(unanswered - RETRIES_BEFORE_IT_DOUBLES, Long.SIZE / 8));
    return Math.min(FIRST_RETRY << doublings, MAX_RETRY);
  }

  /**
   * A probe of this length was answered.
   */
  void answered(int length) {
    if (unanswered > 0 && length >= probed) {
      state = State.WHOLE;
      unanswered = 0;
      probed = 0;
      if (tick != null && tick.cancel(false)) {
        tick = eventLoop.schedule(this::check, INTERVAL, TimeUnit.NANOSECONDS);
      }
    } else {
      shortAnswers++;
    }
  }

  /** Another path is used: what the relay carries is to be found out anew when it is used again. */
  void left() {
    state = State.IN_PARTS;
  }

  void stop() {
    stopped = true;
    if (tick != null) {
      tick.cancel(false);
    }
  }
}
