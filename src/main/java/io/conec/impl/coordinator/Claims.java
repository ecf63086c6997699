package io.conec.impl.coordinator;

import java.util.HashMap;
import java.util.Map;

/**
 * Channels that one member has claimed after a restart of the Coordinator and the other has not yet. A channel is
 * relayed again only when both name each other for it, so nobody can claim what is not theirs. On the event loop.
 */
final class Claims {

  private record Claimed(String initiator, String acceptor) {
  }

  private final Map<Member, Map<Long, Claimed>> pending = new HashMap<>();

  /**
   * @param other the member that is named as the peer, {@code null} when it is not registered
   * @return the channel when both members have claimed it, {@code null} while one has not
   */
  RelayedChannel claim(Member member, Member other, long channel, String peer, boolean initiator) {
    Claimed claimed = initiator ? new Claimed(member.id(), peer) : new Claimed(peer, member.id());
    if (other == null || other != member && !pendingOf(other).remove(channel, claimed)) {
      pending.computeIfAbsent(member, key -> new HashMap<>()).put(channel, claimed);
      return null;
    }
    return initiator ? new RelayedChannel(channel, member, other) : new RelayedChannel(channel, other, member);
  }

  int countOf(Member member) {
    return pendingOf(member).size();
  }

  void remove(Member member, long channel) {
    pendingOf(member).remove(channel);
  }

  void remove(Member member) {
    pending.remove(member);
  }

  private Map<Long, Claimed> pendingOf(Member member) {
    Map<Long, Claimed> claims = pending.get(member);
    return claims == null ? new HashMap<>() : claims;
  }
}
