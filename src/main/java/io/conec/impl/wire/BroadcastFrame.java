package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

import java.nio.charset.StandardCharsets;

/**
 * A frame from the Coordinator to a reader of a broadcast: a message, or the number of dropped messages. The same bytes
 * go to all readers.
 *
 * @param position the position of the message, or of the last dropped one
 * @param sender   the id of the sender, {@code null} for dropped messages
 * @param number   the sender's number of the message, or how many were dropped
 * @param body     the message, {@code null} for dropped messages
 */
public record BroadcastFrame(long position, String sender, long number, Buffer body) {

  private static final int MESSAGE = 1;
  private static final int DROPPED = 2;

  /** Type, position and number. */
  private static final int FIXED_LENGTH = 1 + 2 * Long.BYTES;

  /** The most bytes of a frame in addition to the body: the length of the sender's id is one byte. */
  static final int MAX_OVERHEAD = FIXED_LENGTH + 1 + 255;

  /**
   * @return the longest frame in a broadcast with this limit; a message of an event bus may be longer by its own frame
   */
  public static int maxLength(int maxMessageSize) {
    return (int) Math.min((long) BusFrame.maxLength(maxMessageSize) + MAX_OVERHEAD, Integer.MAX_VALUE - Long.BYTES);
  }

  /**
   * @param sender the id, in ASCII
   * @return the length of the frame of a message, including its length field
   */
  public static int length(byte[] sender, byte[] body) {
    return FrameReader.HEADER_LENGTH + FIXED_LENGTH + 1 + sender.length + body.length;
  }

  /** Append the frame of a message, including its length field. */
  public static void write(ByteBuf out, long position, byte[] sender, long sequence, byte[] body) {
    int length = length(sender, body);
    out.ensureWritable(length);
    start(out, length, MESSAGE, position, sequence).writeByte(sender.length).writeBytes(sender).writeBytes(body);
  }

  /**
   * @return a frame for dropped messages, including its length field, in a direct buffer
   */
  public static ByteBuf dropped(ByteBufAllocator allocator, long position, long count) {
    int length = FrameReader.HEADER_LENGTH + FIXED_LENGTH;
    return start(allocator.directBuffer(length), length, DROPPED, position, count);
  }

  private static ByteBuf start(ByteBuf out, int length, int type, long position, long number) {
    return out.writeInt(length - FrameReader.HEADER_LENGTH).writeByte(type).writeLong(position).writeLong(number);
  }

  /**
   * @return the length of the first of some frames, including its length field
   */
  public static int length(ByteBuf frames) {
    return FrameReader.HEADER_LENGTH + frames.getInt(frames.readerIndex());
  }

  /**
   * @return the position in the first of some frames
   */
  public static long position(ByteBuf frames) {
    return frames.getLong(frames.readerIndex() + FrameReader.HEADER_LENGTH + 1);
  }

  /**
   * @return how many messages the first of some frames stands for
   */
  public static long messages(ByteBuf frames) {
    int type = frames.readerIndex() + FrameReader.HEADER_LENGTH;
    return frames.getByte(type) == DROPPED ? frames.getLong(type + 1 + Long.BYTES) : 1;
  }

  /**
   * @return the id of the sender of the first of some frames, which is a message, in ASCII
   */
  public static byte[] sender(ByteBuf frames) {
    int length = frames.readerIndex() + FrameReader.HEADER_LENGTH + FIXED_LENGTH;
    byte[] sender = new byte[frames.getUnsignedByte(length)];
    frames.getBytes(length + 1, sender);
    return sender;
  }

  /**
   * @return whether the first of some frames is a message of this sender
   */
  public static boolean isFrom(ByteBuf frames, byte[] sender) {
    int length = frames.readerIndex() + FrameReader.HEADER_LENGTH + FIXED_LENGTH;
    boolean same = frames.getUnsignedByte(length) == sender.length;
    for (int i = 0; same && i < sender.length; i++) {
      same = frames.getByte(length + 1 + i) == sender[i];
    }
    return same;
  }

  /**
   * @param frame the body of a frame; the message shares its memory
   * @throws WireException when it is not a frame of a broadcast
   */
  public static BroadcastFrame decode(byte[] frame) {
    ByteBuf in = Unpooled.wrappedBuffer(frame);
    if (frame.length < FIXED_LENGTH) {
      throw new WireException("a broadcast frame of " + frame.length + " bytes");
    }
    int type = in.readUnsignedByte();
    long position = in.readLong();
    long number = in.readLong();
    if (position <= 0 || number <= 0) {
      throw new WireException("a broadcast frame with position " + position + " and number " + number);
    }
    if (type == DROPPED && !in.isReadable()) {
      return new BroadcastFrame(position, null, number, null);
    }
    if (type != MESSAGE || !in.isReadable()) {
      throw new WireException(String.format("a broadcast frame of type 0x%02x with %d bytes", type, frame.length));
    }
    int length = in.readUnsignedByte();
    if (length == 0 || length > in.readableBytes()) {
      throw new WireException("a broadcast frame with a sender of " + length + " bytes");
    }
    String sender = in.readCharSequence(length, StandardCharsets.US_ASCII).toString();
    return new BroadcastFrame(position, sender, number, BufferInternal.buffer(in.slice()));
  }
}
