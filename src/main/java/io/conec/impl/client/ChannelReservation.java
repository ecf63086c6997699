package io.conec.impl.client;

import io.conec.ConecException;
import io.conec.impl.path.Route;

import java.util.function.Consumer;

/**
 * Room for a channel of a client, from the request or the introduction until the channel is open or has failed.
 * Confined to the event loop.
 */
final class ChannelReservation {

  private final String initiator;
  private Route route;
  private Consumer<ConecException> end = reason -> { };

  /**
   * @param initiator the peer that opens the channel, {@code null} when this client opens it
   */
  ChannelReservation(String initiator) {
    this.initiator = initiator;
  }

  boolean isOpenedBy(String peer) {
    return peer.equals(initiator);
  }

  /**
   * The channel has a route.
   *
   * @param end ends the opening of the channel
   */
  void begin(Route route, Consumer<ConecException> end) {
    this.route = route;
    this.end = end;
  }

  boolean isFor(long channel) {
    return route != null && route.channel() == channel;
  }

  /** End the opening of the channel, unless it has ended. */
  void cancel(ConecException reason) {
    Consumer<ConecException> once = end;
    settle();
    once.accept(reason);
  }

  /** The channel is open, or has failed. */
  void settle() {
    end = reason -> { };
  }
}
