package io.conec.impl.bridge;

import io.conec.impl.wire.BusRoute;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.Message;

/**
 * A message of the local event bus, or one that is passed on, on its way to a peer.
 *
 * @param deadline    until when the sender of a request waits, by {@link System#nanoTime()}
 * @param replacement what the event handler made of headers and body, {@code null} when they are the message's own
 * @param route       where it comes from and goes to
 */
record Outgoing(Message<Object> message, long deadline, Replacement replacement, BusRoute route) {

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

  boolean isPassedOn() {
    return message instanceof DeliveredMessage;
  }

  /** It is not here any more. */
  void taken() {
    if (message instanceof DeliveredMessage passedOn) {
      passedOn.taken();
    }
  }

  Outgoing with(Replacement replacement) {
    return replacement == null ? this : new Outgoing(message, deadline, replacement, route);
  }
}
