package io.conec.impl.client;

import io.conec.impl.channel.ChannelImpl;
import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.path.Route;
import io.conec.impl.wire.ControlMessage.Claim;

import java.util.HashSet;
import java.util.Set;

/**
 * Has open channels relayed by a Coordinator that does not know of them. On the event loop.
 */
final class ChannelClaims implements ClientDatagramRouter.Listener {

  private final CoordinatorConnection link;
  private final Set<ChannelImpl> open;
  /** Routes that the Coordinator does not relay for any more. */
  private final Set<Route> forgotten = new HashSet<>();

  /**
   * @param open the channels that are open at each moment
   */
  ChannelClaims(CoordinatorConnection link, Set<ChannelImpl> open) {
    this.link = link;
    this.open = open;
  }

  /** A new Coordinator connection knows nothing of our channels, or of the old ones only. */
  void claimAll() {
    if (!open.isEmpty()) {
      open.forEach(this::claim);
      link.check(this::relayChanged);
    }
  }

  private void claim(ChannelImpl channel) {
    link.send(new Claim(channel.route().channel(), channel.peer(), channel.route().isInitiator()));
  }

  @Override
  public void heard() {
    link.heardRelay();
  }

  @Override
  public void relayAwake() {
    link.probe(() -> { });
  }

  /** It may have forgotten the route, and us. */
  @Override
  public void notRelayed(Route route) {
    forgotten.add(route);
    if (link.probe(this::knownAgain)) {
      claimForgotten();
    }
  }

  private void claimForgotten() {
    open.stream().filter(channel -> forgotten.contains(channel.route())).forEach(this::claim);
    forgotten.clear();
  }

  /** The Coordinator has found out our address, and still knows us. */
  private void knownAgain() {
    claimForgotten();
    relayChanged();
  }

  /** What the Coordinator did not relay before goes there at once. */
  private void relayChanged() {
    open.forEach(channel -> channel.route().relayChanged());
  }

  /** The channel of this route is over. */
  void forget(Route route) {
    forgotten.remove(route);
  }
}
