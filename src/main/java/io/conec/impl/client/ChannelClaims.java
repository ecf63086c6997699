package io.conec.impl.client;

import io.conec.PathKind;
import io.conec.impl.channel.ChannelImpl;
import io.conec.impl.path.Route;
import io.conec.impl.wire.ControlMessage.Claim;

import java.util.HashSet;
import java.util.Set;

/**
 * Has open channels relayed by a Coordinator that does not know of them. On the event loop.
 */
final class ChannelClaims {

  private final CoordinatorLink link;
  private final Set<ChannelImpl> open;
  /** Routes that the Coordinator does not relay for any more. */
  private final Set<Route> forgotten = new HashSet<>();

  /**
   * @param open the channels that are open at each moment
   */
  ChannelClaims(CoordinatorLink link, Set<ChannelImpl> open) {
    this.link = link;
    this.open = open;
  }

  /** A new Coordinator connection knows nothing of our channels, or of the old ones only. */
  void claimAll() {
    open.forEach(this::claim);
  }

  private void claim(ChannelImpl channel) {
    link.send(new Claim(channel.route().channel(), channel.peer(), channel.route().isInitiator()));
  }

  /** The Coordinator does not relay for this route: it may have forgotten it, and us. */
  void notRelayed(Route route) {
    forgotten.add(route);
    if (link.probe(this::relayedAgain)) {
      claimForgotten();
    }
  }

  private void claimForgotten() {
    open.stream().filter(channel -> forgotten.contains(channel.route())).forEach(this::claim);
    forgotten.clear();
  }

  /** The Coordinator has found out our address: what it did not relay before goes there at once. */
  private void relayedAgain() {
    claimForgotten();
    open.stream().filter(channel -> channel.path().getKind() == PathKind.RELAYED)
      .forEach(channel -> channel.route().repeat());
  }

  /** The channel of this route is over. */
  void forget(Route route) {
    forgotten.remove(route);
  }
}
