package io.conec.impl.bridge;

import io.conec.impl.wire.BusConsumers;

import java.util.Map;

/**
 * Tracks whether messages of a peer to an address reach a consumer, and what the peer knows about it.
 */
final class Availability {

  private final BridgeState bridge;
  private final Imports imports;
  private final PeerPermissions permissions;
  private final String peer;
  private final String address;
  private BusConsumers reported;

  Availability(BridgeState bridge, Imports imports, PeerPermissions permissions, String peer, String address) {
    this.bridge = bridge;
    this.imports = imports;
    this.permissions = permissions;
    this.peer = peer;
    this.address = address;
  }

  /**
   * @return the change to report to the peer, {@code null} for none
   */
  BusConsumers change() {
    BusConsumers now = now();
    if (now == null || now.equals(reported)) {
      return null;
    }
    reported = now;
    return now;
  }

  /** @return the present consumers, {@code null} when they are not known yet */
  private BusConsumers now() {
    if (permissions.permitsNothing()) {
      return new BusConsumers(BusConsumers.State.NOT_PERMITTED);
    }
    Boolean present = bridge.consumers().isPresent(address);
    if (present == null) {
      return null;
    }
    return new BusConsumers(present ? BusConsumers.State.PRESENT : BusConsumers.State.NONE,
      permissions.givesTransit() ? Transit.behind(imports.transit(address), peer) : Map.of());
  }
}
