package io.conec.impl.client;

import io.conec.impl.channel.ChannelImpl;
import io.conec.impl.path.ClientDatagramRouter;
import io.conec.impl.path.Route;
import io.conec.impl.wire.ControlMessage.Claim;

import java.util.HashSet;
import java.util.Set;

/**
 * Claims open channels at a Coordinator that does not know them, so that it relays them. Confined to the event loop.
 */
final class ChannelClaims implements ClientDatagramRouter.Listener {

  private final CoordinatorConnection coordinator;
  private final Set<ChannelImpl> open;
  /** Routes that the Coordinator no longer relays. */
  private final Set<Route> forgotten = new HashSet<>();

  /**
   * @param open the open channels, a live view
   */
  ChannelClaims(CoordinatorConnection coordinator, Set<ChannelImpl> open) {
    this.coordinator = coordinator;
    this.open = open;
  }

  /** A new Coordinator does not know the channels, and a known one knows only those from before. */
  void claimAll() {
    if (!open.isEmpty()) {
      open.forEach(this::claim);
      coordinator.check(this::relayChanged);
    }
  }

  private void claim(ChannelImpl channel) {
    coordinator.send(new Claim(channel.route().channel(), channel.peer(), channel.route().isInitiator()));
  }

  @Override
  public void heard() {
    coordinator.heardRelay();
  }

  @Override
  public void relaySilent() {
    coordinator.suspect();
  }

  @Override
  public void relayAwake() {
    coordinator.probe(() -> { });
  }

  /** The Coordinator may have forgotten the route, and this client. */
  @Override
  public void notRelayed(Route route) {
    forgotten.add(route);
    if (coordinator.probe(this::knownAgain)) {
      claimForgotten();
    }
  }

  private void claimForgotten() {
    open.stream().filter(channel -> forgotten.contains(channel.route())).forEach(this::claim);
    forgotten.clear();
  }

  /** The Coordinator knows the address of this client, and that it is registered. */
  private void knownAgain() {
    claimForgotten();
    relayChanged();
  }

  /** Send what the Coordinator did not relay before again. */
  private void relayChanged() {
    open.forEach(channel -> channel.route().relayChanged());
  }

  /** The channel of this route has ended. */
  void forget(Route route) {
    forgotten.remove(route);
  }
}
