package io.conec.impl.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.Message;

/**
 * A local message on its way to a peer.
 *
 * @param deadline    until when the sender of a request waits, by {@link System#nanoTime()}
 * @param replacement what the event handler made of headers and body, {@code null} when they are the message's own
 */
record Outgoing(Message<Object> message, long deadline, Replacement replacement) {

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

  Outgoing with(Replacement replacement) {
    return replacement == null ? this : new Outgoing(message, deadline, replacement);
  }
}
