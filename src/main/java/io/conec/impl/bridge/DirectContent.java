package io.conec.impl.bridge;

import io.conec.impl.wire.BusFrameWriter;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * The headers and the body of a message to a peer. They are encoded immediately, so later changes of the body have no
 * effect.
 */
final class DirectContent {

  /** The body for the event handler. */
  private record Shown(Object body) {
  }

  private final boolean send;
  private MultiMap headers;
  /** {@code null} without an event handler. */
  private final Shown shown;
  private int bodyStart;
  private Buffer encoded;

  /**
   * @param message the message as the event bus would send it to another member of a cluster
   * @throws RuntimeException see {@link BodyCodec#writeSent}
   */
  DirectContent(Message<Object> message, Object body, BodyCodec bodies, boolean watched) {
    send = message.isSend();
    headers = message.headers();
    shown = watched ? new Shown(copy(message)) : null;
    start(BodyCodec.size(body));
    bodies.writeSent(encoded, message, body);
  }

  private static Object copy(Message<Object> message) {
    try {
      return message.body();
    } catch (RuntimeException e) {
      throw Failures.codec("codec '" + BusInternals.codec(message).name() + "' cannot copy the body", e);
    }
  }

  private void start(int bodySize) {
    encoded = BusFrameWriter.unnumbered(headers, bodySize);
    bodyStart = encoded.length();
  }

  boolean isSend() {
    return send;
  }

  int size() {
    return QueueSize.of(encoded);
  }

  /** @return the encoded message without an id; called once */
  Buffer take() {
    Buffer taken = encoded;
    encoded = null;
    return taken;
  }

  JsonObject raw(String address) {
    return shown == null ? RawMessage.of(send, address, headers)
      : RawMessage.of(send, address, headers, shown.body());
  }

  /**
   * @throws RuntimeException when it cannot be encoded
   */
  void replace(Replacement replacement, BodyCodec bodies) {
    headers = replacement.headers();
    if (replacement.bodyChanged()) {
      start(BodyCodec.size(replacement.body()));
      bodies.write(encoded, replacement.body());
    } else {
      Buffer body = encoded.slice(bodyStart, encoded.length());
      start(body.length());
      encoded.appendBuffer(body);
    }
  }
}
