package io.conec.impl.bridge;

import io.conec.impl.bridge.BusInternals.Receiver;
import io.vertx.core.Handler;

import java.util.List;

/**
 * Finds the local consumers for messages of peers, and the time-outs of local senders. Safe from any thread.
 * <p>
 * Like messages of another member of a cluster, messages of peers do not go to local-only consumers. They do not go
 * to imports either.
 */
final class BusHandlers {

  private final BusInternals bus;

  BusHandlers(BusInternals bus) {
    this.bus = bus;
  }

  boolean hasConsumer(String address) {
    return bus.receivers(address).anyMatch(BusHandlers::isEligible);
  }

  boolean hasImport(String address) {
    return bus.receivers(address).anyMatch(receiver -> receiver.handler() instanceof ImportHandler);
  }

  /** @return all consumers that messages of peers may go to */
  List<Receiver> all(String address) {
    return bus.receivers(address).filter(BusHandlers::isEligible).toList();
  }

  /** The consumer whose turn it is, {@code null} when there is none. */
  Receiver next(String address) {
    return bus.next(address, BusHandlers::isEligible);
  }

  private static boolean isEligible(Receiver receiver) {
    Handler<?> handler = receiver.handler();
    return !receiver.isLocalOnly() && handler != null && !(handler instanceof ImportHandler);
  }

  /** @return the local sender that waits at a reply address, {@code null} when there is none */
  Receiver waitingAt(String replyAddress) {
    return bus.receivers(replyAddress).findFirst().orElse(null);
  }

  /** @return the time-out of this sender in milliseconds, 0 when there is none */
  long timeoutAt(String replyAddress) {
    Receiver waiting = waitingAt(replyAddress);
    return waiting == null ? 0 : waiting.replyTimeout();
  }
}
