package io.conec.impl.bridge.broadcast;

import io.conec.impl.bridge.RawMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * A message that was published on this event bus, on its way to a broadcast.
 *
 * @param frame     {@code null} when it could not be encoded
 * @param bodyStart the offset of the codec and the body in the frame
 * @param size      how many bytes it counts in the queue, even if the event handler changes it
 * @param message   a copy for the event handler, {@code null} without one
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
