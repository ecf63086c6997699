package io.conec.impl.coordinator.broadcast;

import io.netty.buffer.ByteBuf;

import java.util.Arrays;

/**
 * A message of a sender, on its way to the home.
 *
 * @param number counts the messages of the sender's node in this broadcast
 * @param sender the id of the sender
 */
record UpMessage(long number, byte[] sender, long sequence, byte[] body) {

  /** What a message costs in addition to its body while it waits. */
  private static final int COST = 128;

  int cost() {
    return body.length + COST;
  }

  /** Append all but the number. */
  void write(ByteBuf out) {
    LinkFrames.writeShort(out, sender);
    out.writeLong(sequence).writeInt(body.length).writeBytes(body);
  }

  /**
   * @param before the message before this one, {@code null} for none: its sender is probably the same
   */
  static UpMessage read(ByteBuf in, long number, UpMessage before) {
    byte[] sender = LinkFrames.readShort(in);
    if (before != null && Arrays.equals(sender, before.sender)) {
      sender = before.sender;
    }
    return new UpMessage(number, sender, in.readLong(), LinkFrames.readBytes(in, in.readInt()));
  }
}
