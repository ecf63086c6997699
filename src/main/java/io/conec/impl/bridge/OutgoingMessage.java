package io.conec.impl.bridge;

import io.conec.impl.wire.BusRoute;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.Message;

/**
 * An outgoing message to a peer, from the local event bus or from another peer.
 *
 * @param deadline    when the sender of a request stops waiting, by {@link System#nanoTime()}
 * @param replacement the changes of the event handler, {@code null} for none
 * @param route       its origin and destinations
 */
record OutgoingMessage(Message<Object> message, long deadline, Replacement replacement, BusRoute route) {

  boolean isRequest() {
    return message.replyAddress() != null;
  }

  boolean isSend() {
    return message.isSend();
  }

  boolean isBodyReplaced() {
    return replacement != null && replacement.bodyChanged();
  }

  MultiMap headers() {
    return replacement != null ? replacement.headers() : message.headers();
  }

  Object body() {
    return isBodyReplaced() ? replacement.body() : message.body();
  }

  boolean isForwarded() {
    return message instanceof DeliveredMessage;
  }

  /** The message is released. */
  void taken() {
    if (message instanceof DeliveredMessage forwarded) {
      forwarded.taken();
    }
  }

  OutgoingMessage with(Replacement replacement) {
    return replacement == null ? this : new OutgoingMessage(message, deadline, replacement, route);
  }
}
