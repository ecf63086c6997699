package io.conec.impl.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;

/**
 * The encoded form of a message from another member of the cluster. Its body goes to the peer unchanged, because the
 * codec may have decoded it to another type, which it cannot encode.
 */
final class ClusterWire {

  private static final int CODEC = 1;
  private static final int NAMED = -1;

  private ClusterWire() {
  }

  /** @return the encoded body, {@code null} when the message was sent on this member */
  static Buffer body(Message<?> message) {
    Buffer wire = BusInternals.wire(message);
    return wire == null ? null : wire.slice(bodyStart(wire), wire.length());
  }

  /**
   * The body follows version, codec, type, address, reply address, sender and headers, each with its length before it.
   */
  private static int bodyStart(Buffer wire) {
    int position = CODEC + 1;
    if (wire.getByte(CODEC) == NAMED) {
      position = skip(wire, position);
    }
    position = skip(wire, position + 1);
    position = skip(wire, position);
    position = skip(wire, position);
    // The length of the headers includes itself.
    return position + wire.getInt(position);
  }

  private static int skip(Buffer wire, int position) {
    return position + Integer.BYTES + wire.getInt(position);
  }
}
