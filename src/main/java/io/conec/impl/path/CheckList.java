package io.conec.impl.path;

import io.conec.impl.path.DirectPath.State;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.Probe;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Finds out which addresses of the peer can be reached; RFC 8445 calls this a check list. In a round all paths begin as
 * {@link State#WAITING}. One probe goes out every 5 ms, to the path whose turn is next. A path that answers a small
 * probe is {@link State#REACHABLE}, and gets large ones. One that answers a large probe is {@link State#VALIDATED}, and
 * may be used. The round is over when each path is validated or has used up its attempts. Confined to the event loop.
 */
final class CheckList {

  /** Notified of the results of the checks. */
  interface Listener {

    void validated(DirectPath path);

    /** No path has attempts left. */
    void roundOver();

    /**
     * @return whether a direct path is in use, so that another one is not urgent
     */
    boolean isDirect();
  }

  /** The pace of probes for different addresses (RFC 8445, section 14.2). */
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /**
   * Time between the first two probes for an address; it doubles with each probe. A NAT of the peer may open in
   * between.
   */
  private static final long FIRST_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long MAX_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Probes for an address in a round, which therefore takes 1.75 s. NATs open within this time, or not at all. */
  private static final int ATTEMPTS = 6;

  /** Probes for an address when another direct path is in use. */
  private static final int ATTEMPTS_WHEN_DIRECT = 3;

  /**
   * Probes a second, and at most in a burst, to all addresses of a channel that have not answered recently. Each has 49
   * bytes, so this is at most 4900 bytes in any second, and 2450 bytes a second on average.
   */
  private static final int MAX_UNVALIDATED_PER_SECOND = 50;

  /** An address that has answered within this time is probed without that limit. */
  private static final long ADDRESS_VALID_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** While the path in use is in doubt, this many other paths are probed, at this interval. */
  private static final int MAX_SEARCHED = 4;
  private static final long SEARCH_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** A longer one-way delay comes from queues, and waiting for it would only delay the direct path. */
  private static final long MAX_ONE_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final EventLoop eventLoop;
  private final QuicConnection connection;
  private final Prober prober;
  private final RemoteCandidates remotes;
  private final int fullLength;
  private final Listener listener;
  private final RateLimit unvalidated = new RateLimit(MAX_UNVALIDATED_PER_SECOND, System::nanoTime);
  private final RateLimit unvalidatedOfClient;
  private ScheduledFuture<?> nextProbe;
  private long searchedAt = System.nanoTime() - SEARCH_INTERVAL_NANOS;
  private long signalledAt = System.nanoTime();

  /**
   * @param connection    of the channel: it carries the candidates, so its round trip tells when the peer gets them
   * @param fullLength    length of the largest datagrams that a path has to carry
   * @param unvalidatedOfClient limits the probes of all channels of the client together
   */
  CheckList(EventLoop eventLoop, QuicConnection connection, Prober prober, RemoteCandidates remotes, int fullLength,
            RateLimit unvalidatedOfClient, Listener listener) {
    this.eventLoop = eventLoop;
    this.connection = connection;
    this.prober = prober;
    this.remotes = remotes;
    this.fullLength = Math.max(Probe.LENGTH, fullLength);
    this.unvalidatedOfClient = unvalidatedOfClient;
    this.listener = listener;
  }

  /** The local candidates are on their way to the peer, which begins a round when it gets them. */
  void signalled() {
    signalledAt = System.nanoTime();
  }

  /**
   * Check all addresses from the start, at the same time as the peer: some NATs let a datagram in only if this side has
   * sent to its source before.
   */
  void startRound() {
    long now = System.nanoTime();
    long oneWay = Math.min(connection.stats().roundTripNanos() / 2, MAX_ONE_WAY_NANOS);
    long start = Math.max(now, signalledAt + oneWay);
    remotes.all().forEach(path -> path.restart(start));
    probeNext();
  }

  private void probeNext() {
    stop();
    if (!prober.isReady()) {
      return;
    }
    long now = System.nanoTime();
    DirectPath next = remotes.next(path -> !isDone(path, now));
    if (next == null) {
      listener.roundOver();
      return;
    }
    long wait = next.nextAttempt() - now;
    if (wait <= 0) {
      probeOrPostpone(next, now);
    }
    nextProbe = eventLoop.schedule(this::probeNext, Math.max(PACE_NANOS, wait), TimeUnit.NANOSECONDS);
  }

  private boolean isDone(DirectPath path, long now) {
    int attempts = path.state() == State.WAITING && listener.isDirect() ? ATTEMPTS_WHEN_DIRECT : ATTEMPTS;
    return path.state() == State.VALIDATED || path.isSuspended(now)
      || path.attempts() >= attempts && path.nextAttempt() - now <= 0;
  }

  private void probeOrPostpone(DirectPath path, long now) {
    boolean addressValidated = path.isAnsweredWithin(ADDRESS_VALID_NANOS, now);
    long wait = addressValidated ? 0 : takeUnvalidated();
    if (wait > 0) {
      path.postpone(now + wait);
    } else {
      path.attempted(now + Math.min(FIRST_INTERVAL_NANOS << path.attempts(), MAX_INTERVAL_NANOS));
      prober.probe(path, addressValidated && path.state() == State.REACHABLE ? fullLength : Probe.LENGTH);
    }
  }

  /**
   * @return 0 when one more probe may be sent to an address that is not validated, otherwise the nanoseconds until then
   */
  private long takeUnvalidated() {
    long wait = Math.max(unvalidated.nanosUntilPositive(), unvalidatedOfClient.nanosUntilPositive());
    if (wait == 0) {
      unvalidated.take(1);
      unvalidatedOfClient.take(1);
    }
    return wait;
  }

  /** A probe of this length was answered. */
  void answered(DirectPath path, int length, long roundTripNanos) {
    long now = System.nanoTime();
    if (!path.answered(now, roundTripNanos) || path.isSuspended(now)) {
      return;
    }
    if (path.state() != State.VALIDATED && length >= fullLength) {
      path.advance(State.VALIDATED, now);
      listener.validated(path);
    } else if (path.state() == State.WAITING) {
      path.advance(State.REACHABLE, now);
      probeOrPostpone(path, now);
      probeNext();
    }
  }

  /**
   * The path in use is in doubt: probe the other direct paths that worked recently, because their networks may be back
   * first.
   */
  void search(Path current) {
    long now = System.nanoTime();
    if (prober.isReady() && now - searchedAt >= SEARCH_INTERVAL_NANOS) {
      searchedAt = now;
      remotes.all().stream().filter(path -> path != current
        && path.wasValidatedWithin(ADDRESS_VALID_NANOS, now) && !path.isSuspended(now)).limit(MAX_SEARCHED)
        .forEach(path -> prober.probe(path, fullLength));
    }
  }

  /** The peer has sent a probe from this address. */
  void probedFrom(InetSocketAddress source, Path current) {
    long now = System.nanoTime();
    DirectPath known = remotes.get(source);
    if (known == null) {
      DirectPath peerReflexive = remotes.addPeerReflexive(source, current);
      if (peerReflexive != null) {
        peerReflexive.restart(now);
        probeNext();
      }
    } else if (known.state() == State.WAITING && !known.isSuspended(now)
      && !(listener.isDirect() && isDone(known, now))) {
      // The NAT of the peer is open now.
      known.advance(State.WAITING, now);
      probeNext();
    }
  }

  void stop() {
    if (nextProbe != null) {
      nextProbe.cancel(false);
      nextProbe = null;
    }
  }

  /** Describe the checked addresses and the results, for error messages. */
  String describe() {
    if (remotes.all().isEmpty()) {
      return "the peer has signalled no address that may be checked";
    }
    long now = System.nanoTime();
    return remotes.all().stream().map(path -> NetUtil.toSocketAddressString(path.remote()) + result(path, now))
      .collect(Collectors.joining(", "));
  }

  private String result(DirectPath path, long now) {
    return switch (path.state()) {
      case WAITING -> path.isSuspended(now) ? " answers, but loses the packets of QUIC" : " did not answer";
      case REACHABLE -> " answered, but not to datagrams of " + fullLength + " bytes (maxDatagramSize)";
      case VALIDATED -> " answered";
    };
  }
}
