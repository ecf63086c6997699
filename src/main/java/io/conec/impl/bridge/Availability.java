package io.conec.impl.bridge;

import io.conec.impl.wire.BusConsumers;

import java.util.Map;

/**
 * Whether what a peer sends to an address reaches somebody, as far as it was told.
 */
final class Availability {

  private final BridgeState bridge;
  private final Imports imports;
  private final PeerPermissions permissions;
  private final String peer;
  private final String address;
  private BusConsumers told;

  Availability(BridgeState bridge, Imports imports, PeerPermissions permissions, String peer, String address) {
    this.bridge = bridge;
    this.imports = imports;
    this.permissions = permissions;
    this.peer = peer;
    this.address = address;
  }

  /**
   * @return what the peer is to be told now, {@code null} for nothing
   */
  BusConsumers change() {
    BusConsumers now = now();
    if (now == null || now.equals(told)) {
      return null;
    }
    told = now;
    return now;
  }

  /** {@code null} when it is not known yet. */
  private BusConsumers now() {
    if (permissions.permitNothing()) {
      return new BusConsumers(BusConsumers.State.NOT_PERMITTED);
    }
    Boolean present = bridge.consumers().isPresent(address);
    if (present == null) {
      return null;
    }
    return new BusConsumers(present ? BusConsumers.State.PRESENT : BusConsumers.State.NONE,
      permissions.giveTransit() ? Transit.behind(imports.transit(address), peer) : Map.of());
  }
}
