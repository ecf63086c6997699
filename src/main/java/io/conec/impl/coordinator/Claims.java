package io.conec.impl.coordinator;

import io.conec.impl.wire.ControlMessage.Claim;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Channels that one member has claimed after a restart of the Coordinator and the other has not yet. A channel is
 * relayed again only when both name each other for it, so nobody can claim what is not theirs. On the event loop.
 */
final class Claims {

  /** Is told of claims that end without the channel. */
  interface Listener {

    void unmatched(RegisteredClient member, long channel);
  }

  /** A client claims its channels right after the welcome: one that was here for so long does not know this one. */
  private static final Duration PEER_MAY_FOLLOW = Duration.ofSeconds(5);

  private record Ends(String initiator, String acceptor) {
  }

  private static final class Claimed {

    private final Ends ends;
    private final String peer;
    private final long deadline;
    /** The connection of the peer when it was last looked for, {@code null} when it had none. */
    private Session seen;
    private ScheduledFuture<?> look;

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

  /**
   * @param patience how long a peer that is not here is waited for
   */
  Claims(EventLoop eventLoop, Registry registry, Duration patience, Listener listener) {
    this.eventLoop = eventLoop;
    this.registry = registry;
    this.patienceNanos = patience.toNanos();
    this.listener = listener;
  }

  boolean isPending(RegisteredClient member, Claim claim) {
    Claimed claimed = pendingOf(member).get(claim.channel());
    return claimed != null && claimed.ends.equals(ends(member, claim));
  }

  private static Ends ends(RegisteredClient member, Claim claim) {
    return claim.initiator() ? new Ends(member.id(), claim.peer()) : new Ends(claim.peer(), member.id());
  }

  /**
   * @return the channel when both members have claimed it, {@code null} while one has not
   */
  RelayedChannel claim(RegisteredClient member, Claim claim) {
    long channel = claim.channel();
    remove(member, channel);
    Ends ends = ends(member, claim);
    RegisteredClient other = registry.get(claim.peer());
    if (other == null || other != member && !take(other, channel, ends)) {
      Claimed claimed = new Claimed(ends, claim.peer(), System.nanoTime() + patienceNanos);
      pending.computeIfAbsent(member, key -> new HashMap<>()).put(channel, claimed);
      lookLater(member, channel, claimed);
      return null;
    }
    return claim.initiator() ? new RelayedChannel(channel, member, other) : new RelayedChannel(channel, other, member);
  }

  private boolean take(RegisteredClient member, long channel, Ends ends) {
    Claimed claimed = pendingOf(member).get(channel);
    if (claimed == null || !claimed.ends.equals(ends)) {
      return false;
    }
    remove(member, channel);
    return true;
  }

  private void lookLater(RegisteredClient member, long channel, Claimed claimed) {
    claimed.seen = connectionOf(claimed.peer);
    long delay = Math.min(PEER_MAY_FOLLOW.toNanos(), claimed.deadline - System.nanoTime());
    claimed.look = eventLoop.schedule(() -> look(member, channel, claimed), delay, TimeUnit.NANOSECONDS);
  }

  private void look(RegisteredClient member, long channel, Claimed claimed) {
    boolean silent = claimed.seen != null && claimed.seen == connectionOf(claimed.peer);
    if (silent || System.nanoTime() - claimed.deadline >= 0) {
      remove(member, channel);
      listener.unmatched(member, channel);
    } else {
      lookLater(member, channel, claimed);
    }
  }

  private Session connectionOf(String id) {
    RegisteredClient member = registry.get(id);
    return member == null ? null : member.session();
  }

  int countOf(RegisteredClient member) {
    return pendingOf(member).size();
  }

  void remove(RegisteredClient member, long channel) {
    Map<Long, Claimed> claims = pendingOf(member);
    if (claims.containsKey(channel)) {
      claims.remove(channel).look.cancel(false);
    }
    if (claims.isEmpty()) {
      pending.remove(member);
    }
  }

  void remove(RegisteredClient member) {
    pendingOf(member).values().forEach(claimed -> claimed.look.cancel(false));
    pending.remove(member);
  }

  void close() {
    List.copyOf(pending.keySet()).forEach(this::remove);
  }

  private Map<Long, Claimed> pendingOf(RegisteredClient member) {
    return pending.getOrDefault(member, Map.of());
  }
}
