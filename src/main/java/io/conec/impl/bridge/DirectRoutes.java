package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecException;
import io.vertx.core.Future;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The direct routes of a bridge. An unused route makes room for another one, and ends after some time.
 */
final class DirectRoutes {

  /** The most routes to a peer: what 1000 imports leave of the streams that a peer allows by default. */
  static final int MAX_PER_PEER = 100;

  /** How long an unused route is kept: opening a stream again takes a round trip, keeping it only memory. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final BridgeState bridge;
  private final DirectMessages messages;
  private final Map<PeerAddress, DirectRoute> routes = new ConcurrentHashMap<>();
  private volatile boolean closed;

  DirectRoutes(BridgeState bridge, DirectMessages messages) {
    this.bridge = bridge;
    this.messages = messages;
  }

  DirectMessages messages() {
    return messages;
  }

  /**
   * From any thread. The caller has to release the route when its message has ended.
   *
   * @throws ConecException when there is none
   */
  DirectRoute acquire(PeerAddress target) {
    while (!closed) {
      DirectRoute route = routes.get(target);
      if (route == null) {
        makeRoom(target.peer());
        route = routes.computeIfAbsent(target, absent -> new DirectRoute(bridge, absent, this));
      }
      if (route.acquire()) {
        return route;
      }
      routes.remove(target, route);
    }
    throw Failures.bridgeClosed();
  }

  private void makeRoom(String peer) {
    int max = bridge.options().getMaxPeerStreams();
    if (routes.size() >= max && !endOne(route -> true)) {
      throw Failures.overloaded("messages to " + max + " addresses of peers are under way",
        "maxPeerStreams", "bridge");
    }
    Predicate<DirectRoute> isOfPeer = route -> route.target().peer().equals(peer);
    if (routes.values().stream().filter(isOfPeer).count() >= MAX_PER_PEER && !endOne(isOfPeer)) {
      throw new ConecException(ConecError.BUS_OVERLOADED, "messages to " + MAX_PER_PEER + " addresses of peer '" + peer
        + "' are under way: wait for their answers, or use fewer addresses");
    }
  }

  private boolean endOne(Predicate<DirectRoute> among) {
    List<DirectRoute> unused = routes.values().stream().filter(among.and(route -> !route.isUsed()))
      .sorted(Comparator.comparingLong(route -> route.usedUntil() - System.nanoTime())).toList();
    return unused.stream().anyMatch(this::end);
  }

  private boolean end(DirectRoute route) {
    if (!route.retire()) {
      return false;
    }
    routes.remove(route.target(), route);
    bridge.context().emit(v -> route.end());
    return true;
  }

  void expire(long now) {
    routes.values().stream().filter(route -> now - route.usedUntil() > IDLE_NANOS).forEach(this::end);
  }

  boolean isClosed() {
    return closed;
  }

  Future<Void> close() {
    closed = true;
    return Future.join(routes.values().stream().map(DirectRoute::close).toList()).mapEmpty();
  }
}
