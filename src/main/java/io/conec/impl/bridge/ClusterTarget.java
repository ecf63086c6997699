package io.conec.impl.bridge;

import java.util.ArrayList;
import java.util.List;

/**
 * All consumers in a cluster, of which the event bus chooses. A sent message that a local consumer discards is sent
 * again after some time; a published one is lost. Confined to the context of the bridge.
 */
final class ClusterTarget extends DeliveryTarget {

  private final BridgeState bridge;
  private final String address;
  private final DeliveryWindow window;
  private final List<Assignment> discarded = new ArrayList<>();

  ClusterTarget(BridgeState bridge, String address, DeliveryWindow window, int limit) {
    super(limit);
    this.bridge = bridge;
    this.address = address;
    this.window = window;
  }

  @Override
  boolean hasRoom() {
    return discarded.isEmpty() && super.hasRoom();
  }

  @Override
  void dispatch(Assignment assignment) {
    PendingDelivery delivery = assignment.delivery;
    bridge.bus().deliver(delivery.send, address, delivery.body, delivery.headers, (taken, failure) ->
      bridge.context().runOnContext(v -> dispatched(assignment, failure)));
  }

  private void dispatched(Assignment assignment, Throwable failure) {
    if (assignment.delivery.send && DeliveryWindow.isDiscarded(failure)) {
      discarded.add(assignment);
    } else {
      window.settled(assignment, failure);
    }
  }

  @Override
  void poll() {
    List<Assignment> again = List.copyOf(discarded);
    discarded.clear();
    if (window.isClosed()) {
      window.takeBack(again);
    } else {
      again.forEach(this::dispatch);
    }
  }
}
