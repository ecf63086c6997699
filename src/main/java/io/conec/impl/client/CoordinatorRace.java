package io.conec.impl.client;

import io.conec.ConecException;
import io.conec.impl.client.CoordinatorAddresses.CoordinatorAddress;
import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.transport.CoordinatorAttempt.Seen;
import io.conec.impl.transport.CoordinatorAttempt;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.UdpEndpoint;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One round of attempts at the addresses of the Coordinator. They start one after another, without waiting for the
 * failure of the one before (RFC 8305, section 5). The first handshake that succeeds wins. Confined to the event loop.
 */
final class CoordinatorRace implements CoordinatorAttempt.Listener {

  /** The time for an attempt, because an address may be dead: a handshake with one loss can succeed. */
  static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(3);

  /** The head start of each address over the next, as RFC 8305, section 8 recommends. */
  static final Duration HEAD_START = Duration.ofMillis(250);

  /** The head start of an address that has just been silent over those that may take its place. */
  private static final Duration HEAD_START_AFTER_LOSS = Duration.ofMillis(100);

  /**
   * How long an address that answers delays the next attempt, so that clients prefer the same Coordinator and find each
   * other.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** The most attempts at a time: more than begin within a time-out, unless some are unreachable; these make room. */
  private static final int MAX_UNDER_WAY = 16;

  /** Notified of the result: once, and once more after each {@link #resume}. */
  interface Listener {

    void established(QuicConnection connection, CoordinatorAddress address);

    void failed();
  }

  private final EventLoop eventLoop;
  private final UdpEndpoint endpoint;
  private final ClientDatagramRouter router;
  private final Supplier<ClientIdentity> identity;
  private final Duration headStart;
  private final Listener listener;
  private final Set<CoordinatorAddress> waiting = new LinkedHashSet<>();
  private final Map<CoordinatorAttempt, CoordinatorAddress> underWay = new LinkedHashMap<>();
  private final Map<CoordinatorAddress, CoordinatorAttempt> attempts = new LinkedHashMap<>();
  private ScheduledFuture<?> next;
  private CoordinatorAttempt latest;
  private long latestSince;
  private CoordinatorAttempt winner;
  private boolean complete;

  /**
   * @param identity  supplies the certificate and the trust for each attempt
   * @param afterLoss whether a connection to the first address has just been lost
   */
  CoordinatorRace(EventLoop eventLoop, UdpEndpoint endpoint, ClientDatagramRouter router,
                  Supplier<ClientIdentity> identity, boolean afterLoss, Listener listener) {
    this.eventLoop = eventLoop;
    this.endpoint = endpoint;
    this.router = router;
    this.identity = identity;
    this.headStart = afterLoss ? HEAD_START_AFTER_LOSS : HEAD_START;
    this.listener = listener;
  }

  /**
   * Offer addresses to try.
   *
   * @param addresses the most likely first; known ones are ignored
   * @param complete   whether these are the last
   */
  void offer(Collection<CoordinatorAddress> addresses, boolean complete) {
    if (this.complete) {
      return;
    }
    this.complete = complete;
    addresses.stream().filter(address -> !attempts.containsKey(address)).forEach(waiting::add);
    if (winner == null && next == null) {
      startNext();
    }
  }

  private void startNext() {
    stopTimer();
    if (!waiting.isEmpty()) {
      CoordinatorAddress address = waiting.iterator().next();
      waiting.remove(address);
      start(address);
      next = eventLoop.schedule(this::due, headStart.toMillis(), TimeUnit.MILLISECONDS);
    } else if (underWay.isEmpty() && complete) {
      listener.failed();
    }
  }

  private void due() {
    boolean answers = latest.seen() == Seen.ANSWER && underWay.containsKey(latest);
    if (answers && System.nanoTime() - latestSince < PATIENCE.toNanos()) {
      next = eventLoop.schedule(this::due, headStart.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      startNext();
    }
  }

  private void start(CoordinatorAddress address) {
    if (underWay.size() == MAX_UNDER_WAY) {
      CoordinatorAttempt unreachable = underWay.keySet().stream().filter(CoordinatorAttempt::isUnreachable).findFirst()
        .orElse(underWay.keySet().iterator().next());
      unreachable.cancel();
      underWay.remove(unreachable);
    }
    ClientIdentity current = identity.get();
    latest = endpoint.connectCoordinator(address.socketAddress(), address.host(), address.toString(),
      current.credentials(), current.coordinator(), ATTEMPT_TIMEOUT, this);
    latestSince = System.nanoTime();
    underWay.put(latest, address);
    attempts.put(address, latest);
    updateRouter();
  }

  @Override
  public void established(CoordinatorAttempt attempt, QuicConnection connection) {
    winner = attempt;
    CoordinatorAddress address = underWay.remove(attempt);
    router.coordinator(address.socketAddress());
    stop();
    listener.established(connection, address);
  }

  @Override
  public void failed(CoordinatorAttempt attempt) {
    underWay.remove(attempt);
    updateRouter();
    startNext();
  }

  @Override
  public void unreachable(CoordinatorAttempt attempt) {
    if (!waiting.isEmpty()) {
      startNext();
    }
  }

  /**
   * The connection of the winner was useless: go on with the other addresses.
   *
   * @return {@code false} when there are none
   */
  boolean resume(ConecException reason) {
    if (winner != null) {
      winner.useless(reason);
      winner = null;
    }
    complete = true;
    boolean others = !waiting.isEmpty();
    if (others) {
      startNext();
    }
    return others;
  }

  /** Cancel the present attempts. */
  void stop() {
    stopTimer();
    List<CoordinatorAddress> later = List.copyOf(waiting);
    waiting.clear();
    underWay.forEach((attempt, address) -> {
      attempt.cancel();
      attempts.remove(address);
      waiting.add(address);
    });
    waiting.addAll(later);
    underWay.clear();
    updateRouter();
  }

  private void stopTimer() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }

  private void updateRouter() {
    router.connectingTo(underWay.values().stream().map(CoordinatorAddress::socketAddress).collect(Collectors.toSet()));
  }

  /** @return the attempts so far, in the order of their start */
  List<CoordinatorAttempt> attempts() {
    return new ArrayList<>(attempts.values());
  }
}
