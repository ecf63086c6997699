package io.conec.impl.bridge.broadcast;

import io.conec.impl.bridge.RawMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * What was published on this event bus, on its way to a broadcast.
 *
 * @param frame     {@code null} when it could not be encoded
 * @param bodyStart where its codec and body begin in the frame
 * @param size      how many bytes of the queue it takes, whatever the event handler makes of it
 * @param message   a copy for the event handler, {@code null} when there was none
 */
record OutgoingPublish(String address, Buffer frame, int bodyStart, int size, Message<?> message) {

  OutgoingPublish with(Buffer replacement, int replacedBodyStart) {
    return new OutgoingPublish(address, replacement, replacedBodyStart, size, message);
  }

  JsonObject raw() {
    return message == null ? RawMessage.of(false, address, null)
      : RawMessage.of(false, address, message.headers(), message.body());
  }
}
