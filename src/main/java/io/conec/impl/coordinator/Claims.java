package io.conec.impl.coordinator;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Channels that one member has claimed after a restart of the Coordinator and the other has not yet. A channel is
 * relayed again only when both name each other for it, so nobody can claim what is not theirs. On the event loop.
 */
final class Claims {

  private record Key(long channel, String initiator, String acceptor) {
  }

  private final Map<Key, Member> pending = new HashMap<>();

  /**
   * @return the channel when both members have claimed it, {@code null} while one has not
   */
  RelayedChannel claim(Member member, long channel, String peer, boolean initiator) {
    Key key = initiator ? new Key(channel, member.id(), peer) : new Key(channel, peer, member.id());
    if (peer.equals(member.id())) {
      return new RelayedChannel(channel, member, member);
    }
    Member other = pending.get(key);
    if (other == null || other == member) {
      pending.put(key, member);
      return null;
    }
    pending.remove(key);
    return initiator ? new RelayedChannel(channel, member, other) : new RelayedChannel(channel, other, member);
  }

  long countOf(Member member) {
    return pending.values().stream().filter(claimer -> claimer == member).count();
  }

  void remove(Member member) {
    for (Iterator<Member> claimers = pending.values().iterator(); claimers.hasNext();) {
      if (claimers.next() == member) {
        claimers.remove();
      }
    }
  }
}
