package io.conec.impl.bridge;

import java.util.ArrayList;
import java.util.List;

/**
 * All consumers in a cluster: the event bus chooses. What one of them here discards of what was sent is sent again
 * after a while; of what was published it is lost. On the context of the bridge.
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
  void give(Assignment assignment) {
    PendingDelivery delivery = assignment.delivery;
    bridge.bus().deliver(delivery.send, address, delivery.body, delivery.headers, (taken, failure) ->
      bridge.context().runOnContext(v -> given(assignment, failure)));
  }

  private void given(Assignment assignment, Throwable failure) {
    if (assignment.delivery.send && DeliveryWindow.isDiscarded(failure)) {
      discarded.add(assignment);
    } else {
      window.settled(assignment, failure);
    }
  }

  @Override
  void look() {
    List<Assignment> again = List.copyOf(discarded);
    discarded.clear();
    if (window.isClosed()) {
      window.giveBack(again);
    } else {
      again.forEach(this::give);
    }
  }
}
