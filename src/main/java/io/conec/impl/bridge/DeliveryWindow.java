package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.impl.bridge.BusInternals.Receiver;
import io.conec.impl.bridge.DeliveryTarget.Assignment;
import io.vertx.core.Completable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Delivers messages of a peer to consumers at their own pace, in order, and a few at a time. A consumer gets no more
 * than its buffer holds, and messages that it discards nevertheless are delivered again. Confined to the context of the
 * bridge, except where noted.
 */
final class DeliveryWindow {

  /** The most messages in flight to a consumer: enough to keep it busy while its thread and this one alternate. */
  private static final int MAX_IN_FLIGHT = 64;

  /** The interval of checks for new consumers, and for room that the event bus does not report, in milliseconds. */
  private static final long POLL_INTERVAL_MILLIS = 50;

  /** The interval after the stream has closed. */
  private static final long CLOSED_POLL_INTERVAL_MILLIS = 1000;

  private final BridgeState bridge;
  private final String address;
  /** {@code null} without a cluster. */
  private final ClusterTarget cluster;
  private final Map<Receiver, DeliveryTarget> consumers = new HashMap<>();
  /** In the order of arrival, including returned messages. */
  private final TreeMap<Long, PendingDelivery> waiting = new TreeMap<>();
  private long lastSequence;
  private boolean polling;
  private volatile boolean closed;

  DeliveryWindow(BridgeState bridge, String address) {
    this.bridge = bridge;
    this.address = address;
    this.cluster = bridge.bus().member() == null ? null : new ClusterTarget(bridge, address, this, MAX_IN_FLIGHT);
  }

  /** @return whether the event bus has discarded the message, because the buffer of the consumer was full */
  static boolean isDiscarded(Throwable failure) {
    return failure != null && Failures.error(failure) == ConecError.BUS_OVERLOADED;
  }

  void add(PendingDelivery delivery) {
    waiting.put(++lastSequence, delivery);
    deliver();
  }

  private void deliver() {
    List<? extends DeliveryTarget> targets = targets();
    while (targets != null) {
      Map.Entry<Long, PendingDelivery> first = waiting.pollFirstEntry();
      deliver(first.getKey(), first.getValue(), targets);
      targets = targets();
    }
    if (isBusy() && !polling) {
      polling = true;
      bridge.context().setTimer(closed ? CLOSED_POLL_INTERVAL_MILLIS : POLL_INTERVAL_MILLIS, timer -> poll());
    }
  }

  private void poll() {
    polling = false;
    if (cluster != null) {
      cluster.poll();
    }
    consumers.values().forEach(DeliveryTarget::poll);
    deliver();
  }

  private boolean isBusy() {
    return !waiting.isEmpty() || cluster != null && !cluster.isIdle()
      || consumers.values().stream().anyMatch(target -> !target.isIdle());
  }

  private void deliver(long sequence, PendingDelivery delivery, List<? extends DeliveryTarget> targets) {
    Throwable refusal = delivery.refusal();
    if (refusal != null) {
      delivery.end(refusal);
      return;
    }
    if (delivery.markDispatched()) {
      bridge.counters().received.increment();
      if (cluster == null) {
        bridge.bus().chosen().chosen(delivery.send, address, delivery.body, delivery.headers, targets.size());
      }
    }
    if (targets.isEmpty()) {
      delivery.end(LocalBus.noHandlers(address));
      return;
    }
    delivery.assigned(targets.size());
    targets.forEach(target -> target.assign(delivery, sequence));
  }

  // Consumers

  /** @return the targets of the next message; {@code null} while it has to wait, or there is no message */
  private List<? extends DeliveryTarget> targets() {
    if (waiting.isEmpty()) {
      return null;
    }
    if (cluster != null) {
      return cluster.hasRoom() ? List.of(cluster) : null;
    }
    List<DeliveryTarget> all = bridge.bus().chosen().all(address).stream().map(this::target).toList();
    if (all.isEmpty()) {
      return all;
    }
    if (waiting.firstEntry().getValue().send) {
      return next(all.size());
    }
    return all.stream().allMatch(DeliveryTarget::hasRoom) ? all : null;
  }

  /** A paused consumer must not delay the others. */
  private List<DeliveryTarget> next(int consumers) {
    for (int i = 0; i < consumers; i++) {
      Receiver consumer = bridge.bus().chosen().next(address);
      if (consumer != null && target(consumer).hasRoom()) {
        return List.of(target(consumer));
      }
    }
    return null;
  }

  private DeliveryTarget target(Receiver consumer) {
    DeliveryTarget target = consumers.get(consumer);
    if (target == null) {
      consumers.entrySet().removeIf(old -> old.getValue().isIdle() && !old.getKey().isRegistered());
      int buffer = consumer.maxBufferedMessages();
      target = new ConsumerTarget(this, consumer, Math.max(1, Math.min(buffer, MAX_IN_FLIGHT)));
      consumers.put(consumer, target);
    }
    return target;
  }

  // For targets, on any thread

  boolean isClosed() {
    return closed;
  }

  boolean isOpenTo(Receiver consumer) {
    return !closed && consumer.isRegistered();
  }

  void deliverTo(Receiver consumer, PendingDelivery delivery, Completable<Void> done) {
    bridge.bus().chosen().dispatch(consumer, delivery.send, address, delivery.body, delivery.headers, done);
  }

  void settled(Assignment assignment, Throwable failure) {
    bridge.context().emit(v -> {
      if (assignment.target.remove(assignment)) {
        assignment.delivery.settled(failure);
        deliver();
      }
    });
  }

  /** A target returns messages that it will not deliver. */
  void takeBack(List<Assignment> assignments) {
    bridge.context().emit(v -> {
      for (Assignment assignment : assignments) {
        if (assignment.target.remove(assignment) && assignment.delivery.returned()) {
          waiting.put(assignment.sequence, assignment.delivery);
        }
      }
      if (closed) {
        drop();
      } else {
        deliver();
      }
    });
  }

  // The end

  /** Drop messages that no consumer has got: the peer knows that they are not confirmed. */
  void close() {
    closed = true;
    drop();
    consumers.values().forEach(DeliveryTarget::poll);
    if (cluster != null) {
      cluster.poll();
    }
  }

  private void drop() {
    while (!waiting.isEmpty()) {
      waiting.pollFirstEntry().getValue().end(Failures.bridgeClosed());
    }
  }
}
