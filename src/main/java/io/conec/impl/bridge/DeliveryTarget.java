package io.conec.impl.bridge;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A destination of a {@link DeliveryWindow}, with a limit of messages at a time. Confined to the context of the bridge.
 */
abstract class DeliveryTarget {

  /** A message that is assigned to a target. */
  static final class Assignment {

    final DeliveryTarget target;
    final PendingDelivery delivery;
    final long sequence;

    Assignment(DeliveryTarget target, PendingDelivery delivery, long sequence) {
      this.target = target;
      this.delivery = delivery;
      this.sequence = sequence;
    }
  }

  private final int limit;
  private final Set<Assignment> assigned = new LinkedHashSet<>();

  DeliveryTarget(int limit) {
    this.limit = limit;
  }

  boolean hasRoom() {
    return assigned.size() < limit;
  }

  boolean isIdle() {
    return assigned.isEmpty();
  }

  void assign(PendingDelivery delivery, long sequence) {
    Assignment assignment = new Assignment(this, delivery, sequence);
    assigned.add(assignment);
    dispatch(assignment);
  }

  /** @return whether it was there */
  boolean remove(Assignment assignment) {
    return assigned.remove(assignment);
  }

  Set<Assignment> assigned() {
    return assigned;
  }

  /** Deliver asynchronously; the result follows later. */
  abstract void dispatch(Assignment assignment);

  /** Called at regular intervals. */
  abstract void poll();
}
