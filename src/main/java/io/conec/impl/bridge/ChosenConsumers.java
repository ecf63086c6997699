package io.conec.impl.bridge;

import io.conec.impl.bridge.BusInternals.Receiver;
import io.vertx.core.Completable;
import io.vertx.core.MultiMap;

import java.util.List;

/**
 * Local consumers that are chosen for a message first, and get it later, one by one.
 */
final class ChosenConsumers {

  private final LocalBus local;
  private final BusInternals internals;
  private final BusHandlers handlers;

  ChosenConsumers(LocalBus local, BusInternals internals, BusHandlers handlers) {
    this.local = local;
    this.internals = internals;
    this.handlers = handlers;
  }

  /** @return all consumers that messages of peers may go to */
  List<Receiver> all(String address) {
    return handlers.all(address);
  }

  /** @return the next consumer in turn, {@code null} when there is none */
  Receiver next(String address) {
    return handlers.next(address);
  }

  /** Report to the metrics, once for each message, that consumers were chosen. */
  void chosen(boolean send, String address, Body body, MultiMap headers, int consumers) {
    DeliveredMessage message = new DeliveredMessage(local, send, address, body, headers, null);
    if (!send) {
      PublishListener.published(internals.outboundInterceptors(), message);
    }
    local.received(message, consumers);
  }

  /**
   * @param done as in {@link LocalBus#deliver}
   */
  void dispatch(Receiver consumer, boolean send, String address, Body body, MultiMap headers,
            Completable<Void> done) {
    DeliveredMessage message = new DeliveredMessage(local, send, address, body, headers, done);
    try {
      consumer.receive(message);
      message.dispatched(null);
    } catch (Throwable e) {
      message.dispatched(Failures.undeliverable(e));
    }
  }
}
