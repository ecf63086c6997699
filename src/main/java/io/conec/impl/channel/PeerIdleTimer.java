package io.conec.impl.channel;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.path.Route;
import io.conec.impl.transport.QuicConnection;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends a channel when nothing was received from the peer within the idle time-out. QUIC does so, too, but it waits for
 * three of its retransmission time-outs, which a pause of either process stretches to minutes. Only verified data
 * counts: a probe, an answer to one, or a packet that QUIC has accepted. Confined to the event loop.
 */
final class PeerIdleTimer {

  private enum State {
    /** Anything that arrives proves that the peer is alive. */
    PASSIVE,
    /** Data that arrives may be old: only the answer to a new probe proves that the peer is alive. */
    PROBING
  }

  /** The interval of the checks, unless the idle time-out needs a shorter one. */
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int CHECKS_PER_IDLE_TIMEOUT = 8;

  /**
   * A check that is this late means that this process was suspended. Then the silence may not be the peer's, so it is
   * probed first.
   */
  private static final long SUSPENDED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The time for the answer to this probe. */
  private static final long PROBE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Route route;
  private final QuicConnection connection;
  private final Duration idleTimeout;
  private final long interval;
  private final Consumer<ConecException> lost;
  private final ScheduledFuture<?> timer;
  private State state = State.PASSIVE;
  private long checkedAt = System.nanoTime();
  private long heardAt = checkedAt;
  private long probedAt;
  private long received;

  /**
   * @param idleTimeout the shorter idle time-out of the two ends
   * @param lost        called when the peer is lost
   */
  PeerIdleTimer(EventLoop eventLoop, Duration idleTimeout, Route route, QuicConnection connection,
            Consumer<ConecException> lost) {
    this.route = route;
    this.connection = connection;
    this.idleTimeout = idleTimeout;
    this.lost = lost;
    this.interval = Math.min(INTERVAL.toNanos(), idleTimeout.dividedBy(CHECKS_PER_IDLE_TIMEOUT).toNanos());
    this.timer = eventLoop.scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.NANOSECONDS);
  }

  private void check() {
    long now = System.nanoTime();
    boolean paused = now - checkedAt > interval + SUSPENDED_NANOS;
    checkedAt = now;
    if (paused) {
      route.checkAlive();
      if (now - heardAt >= idleTimeout.toNanos()) {
        state = State.PROBING;
        probedAt = now;
      }
    }
    if (state == State.PROBING && route.aliveAt() - probedAt >= 0) {
      state = State.PASSIVE;
      heardAt = now;
    }
    if (state == State.PASSIVE) {
      updateHeardAt(now);
    }
    long silence =
      state == State.PROBING ? now - probedAt - PROBE_TIMEOUT_NANOS : now - heardAt - idleTimeout.toNanos();
    if (silence >= 0) {
      lost.accept(new ConecException(ConecError.PEER_LOST,
        "nothing was heard from the peer for idleTimeout of " + idleTimeout.toMillis() + " ms"));
    }
  }

  private void updateHeardAt(long now) {
    long packets = connection.stats().packetsReceived();
    if (packets > received) {
      received = packets;
      heardAt = now;
    } else if (route.heardAt() - heardAt > 0) {
      heardAt = route.heardAt();
    }
  }

  void stop() {
    timer.cancel(false);
  }
}
