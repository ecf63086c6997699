package io.conec.bench;

import io.conec.impl.wire.BroadcastFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.nio.charset.StandardCharsets;

/**
 * What goes to many readers: the same bytes, whether conec or bare QUIC sends them.
 */
final class FanOut {

  static final String BROADCAST = "news";

  static final int READERS = 100;

  static final int MESSAGE_SIZE = 1024;

  /** Readers get the id of the sender with each message. */
  static final String SENDER = "sender";

  private static final byte[] ID = SENDER.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BODY = new byte[MESSAGE_SIZE];

  /** What each reader gets for one message. */
  static final int FRAME_LENGTH = BroadcastFrame.length(ID, BODY);

  private FanOut() {
  }

  static ByteBuf frame() {
    ByteBuf frame = Unpooled.directBuffer(FRAME_LENGTH);
    BroadcastFrame.write(frame, 1, ID, 1, BODY);
    return frame;
  }
}
