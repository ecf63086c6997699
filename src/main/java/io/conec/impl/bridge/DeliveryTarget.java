package io.conec.impl.bridge;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Where a {@link DeliveryWindow} puts messages: so many at a time. On the context of the bridge.
 */
abstract class DeliveryTarget {

  /** A message of the window for one target. */
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
    give(assignment);
  }

  /** @return whether it was there */
  boolean remove(Assignment assignment) {
    return assigned.remove(assignment);
  }

  Set<Assignment> assigned() {
    return assigned;
  }

  /** Not here and now: what comes of it is told later. */
  abstract void give(Assignment assignment);

  /** Some time has passed. */
  abstract void look();
}
