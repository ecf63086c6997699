package io.conec.impl.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;

/**
 * What another member of the cluster has sent, as it came. Its body goes on to the peer as it is: the codec has made
 * another value of it for the consumer, and cannot be applied to that again.
 */
final class ClusterWire {

  private static final int CODEC = 1;
  private static final int NAMED = -1;

  private ClusterWire() {
  }

  /** The encoded body, {@code null} when the message was sent here. */
  static Buffer body(Message<?> message) {
    Buffer wire = BusInternals.wire(message);
    return wire == null ? null : wire.slice(bodyStart(wire), wire.length());
  }

  /** Behind version, codec, type, address, reply address, sender and headers; each has its length before it. */
  private static int bodyStart(Buffer wire) {
    int position = CODEC + 1;
    if (wire.getByte(CODEC) == NAMED) {
      position = skip(wire, position);
    }
    position = skip(wire, position + 1);
    position = skip(wire, position);
    position = skip(wire, position);
    // That of the headers is counted, too.
    return position + wire.getInt(position);
  }

  private static int skip(Buffer wire, int position) {
    return position + Integer.BYTES + wire.getInt(position);
  }
}
