package io.conec.impl.coordinator;

import io.conec.impl.wire.ControlMessage.Claim;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Channels that only one of the two clients has claimed after a restart of the Coordinator. A channel is relayed again
 * only when both clients name each other, so a client cannot claim the channel of another. Confined to the event loop.
 */
final class Claims {

  /** Notified of claims that end without a channel. */
  interface Listener {

    void unmatched(RegisteredClient client, long channel);
  }

  /**
   * A client claims its channels right after the welcome. A client that has been connected for this long and has not
   * claimed the channel does not know it.
   */
  static final Duration PEER_MAY_FOLLOW = Duration.ofSeconds(5);

  private record Ends(String initiator, String acceptor) {
  }

  private static final class Claimed {

    private final Ends ends;
    private final String peer;
    private final long deadline;
    /** The connection of the peer at the last check, {@code null} when it had none. */
    private Session lastSession;
    private ScheduledFuture<?> checkTimer;

    Claimed(Ends ends, String peer, long deadline) {
      this.ends = ends;
      this.peer = peer;
      this.deadline = deadline;
    }
  }

  private final EventLoop eventLoop;
  private final Registry registry;
  private final long patienceNanos;
  private final Listener listener;
  private final Map<RegisteredClient, Map<Long, Claimed>> pending = new HashMap<>();
  /** The clients that wait for a peer. */
  private final Map<String, Set<RegisteredClient>> claimants = new HashMap<>();

  /**
   * @param patience how long to wait for a peer that is not connected
   */
  Claims(EventLoop eventLoop, Registry registry, Duration patience, Listener listener) {
    this.eventLoop = eventLoop;
    this.registry = registry;
    this.patienceNanos = patience.toNanos();
    this.listener = listener;
  }

  boolean isPending(RegisteredClient client, Claim claim) {
    Claimed claimed = pendingOf(client).get(claim.channel());
    return claimed != null && claimed.ends.equals(ends(client, claim));
  }

  private static Ends ends(RegisteredClient client, Claim claim) {
    return claim.initiator() ? new Ends(client.id(), claim.peer()) : new Ends(claim.peer(), client.id());
  }

  /**
   * @return the channel when both clients have claimed it, {@code null} while one has not
   */
  RelayedChannel claim(RegisteredClient client, Claim claim) {
    long channel = claim.channel();
    remove(client, channel);
    Ends ends = ends(client, claim);
    RegisteredClient other = registry.get(claim.peer());
    if (other == null || other != client && !take(other, channel, ends)) {
      Claimed claimed = new Claimed(ends, claim.peer(), eventLoop.ticker().nanoTime() + patienceNanos);
      pending.computeIfAbsent(client, key -> new HashMap<>()).put(channel, claimed);
      claimants.computeIfAbsent(claim.peer(), key -> new HashSet<>()).add(client);
      checkLater(client, channel, claimed);
      return null;
    }
    return claim.initiator() ? new RelayedChannel(channel, client, other) : new RelayedChannel(channel, other, client);
  }

  private boolean take(RegisteredClient client, long channel, Ends ends) {
    Claimed claimed = pendingOf(client).get(channel);
    if (claimed == null || !claimed.ends.equals(ends)) {
      return false;
    }
    remove(client, channel);
    return true;
  }

  private void checkLater(RegisteredClient client, long channel, Claimed claimed) {
    claimed.lastSession = connectionOf(claimed.peer);
    long delay = Math.min(PEER_MAY_FOLLOW.toNanos(), claimed.deadline - eventLoop.ticker().nanoTime());
    claimed.checkTimer = eventLoop.schedule(() -> check(client, channel, claimed), delay, TimeUnit.NANOSECONDS);
  }

  private void check(RegisteredClient client, long channel, Claimed claimed) {
    boolean silent = claimed.lastSession != null && claimed.lastSession == connectionOf(claimed.peer);
    if (silent || eventLoop.ticker().nanoTime() - claimed.deadline >= 0) {
      remove(client, channel);
      listener.unmatched(client, channel);
    } else {
      checkLater(client, channel, claimed);
    }
  }

  private Session connectionOf(String id) {
    RegisteredClient client = registry.get(id);
    return client == null ? null : client.session();
  }

  /**
   * @return the claims that wait for this peer, by the clients that made them
   */
  Map<RegisteredClient, List<Claim>> waitingFor(String peer) {
    Map<RegisteredClient, List<Claim>> waiting = new HashMap<>();
    claimants.getOrDefault(peer, Set.of()).forEach(client -> waiting.put(client, claimsOf(client, peer)));
    return waiting;
  }

  private List<Claim> claimsOf(RegisteredClient client, String peer) {
    return pendingOf(client).entrySet().stream().filter(entry -> entry.getValue().peer.equals(peer))
      .map(entry -> new Claim(entry.getKey(), peer, entry.getValue().ends.initiator.equals(client.id()))).toList();
  }

  int countOf(RegisteredClient client) {
    return pendingOf(client).size();
  }

  /**
   * @return whether there was one
   */
  boolean remove(RegisteredClient client, long channel) {
    Claimed claimed = pendingOf(client).remove(channel);
    if (claimed != null) {
      removed(client, claimed);
    }
    return claimed != null;
  }

  void remove(RegisteredClient client) {
    Map<Long, Claimed> claims = pending.remove(client);
    if (claims != null) {
      claims.values().forEach(claimed -> removed(client, claimed));
    }
  }

  private void removed(RegisteredClient client, Claimed removed) {
    removed.checkTimer.cancel(false);
    Map<Long, Claimed> rest = pendingOf(client);
    if (rest.isEmpty()) {
      pending.remove(client);
    }
    if (rest.values().stream().noneMatch(claimed -> claimed.peer.equals(removed.peer))) {
      claimants.computeIfPresent(removed.peer, (peer, waiting) -> {
        waiting.remove(client);
        return waiting.isEmpty() ? null : waiting;
      });
    }
  }

  void close() {
    List.copyOf(pending.keySet()).forEach(this::remove);
  }

  private Map<Long, Claimed> pendingOf(RegisteredClient client) {
    return pending.getOrDefault(client, new HashMap<>());
  }
}
