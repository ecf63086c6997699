package io.conec.impl.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * A local message on its way to a peer.
 *
 * @param deadline    until when the sender of a request waits, by {@link System#nanoTime()}
 * @param replacement what the event handler made of headers and body, {@code null} when they are the message's own
 */
record Outgoing(Message<Object> message, long deadline, JsonObject replacement) {

  boolean isRequest() {
    return message.replyAddress() != null;
  }

  boolean isSend() {
    return message.isSend();
  }

  boolean isReplaced() {
    return replacement != null;
  }

  MultiMap headers() {
    return isReplaced() ? RawMessage.headers(replacement) : message.headers();
  }

  Object body() {
    return isReplaced() ? RawMessage.body(replacement) : message.body();
  }

  Outgoing with(JsonObject replacement) {
    return replacement == null ? this : new Outgoing(message, deadline, replacement);
  }
}
