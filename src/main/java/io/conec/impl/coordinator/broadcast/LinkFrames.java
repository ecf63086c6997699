package io.conec.impl.coordinator.broadcast;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What nodes send each other for each message, as bytes. All of them begin with a type and the number of the link.
 */
final class LinkFrames {

  /** From the home: positions, and frames for readers. */
  static final byte DOWN = 1;
  /** To the home: which of these have arrived. */
  static final byte ACK = 2;
  /** To the home: messages of senders. */
  static final byte UP = 3;

  private LinkFrames() {
  }

  static ByteBuf start(byte type, long link) {
    return Unpooled.buffer().writeByte(type).writeLong(link);
  }

  static Buffer buffer(ByteBuf bytes) {
    return BufferInternal.buffer(bytes);
  }

  static ByteBuf bytes(Buffer buffer) {
    return ((BufferInternal) buffer).getByteBuf();
  }

  static void writeShort(ByteBuf out, byte[] bytes) {
    out.writeByte(bytes.length).writeBytes(bytes);
  }

  static byte[] readShort(ByteBuf in) {
    return readBytes(in, in.readUnsignedByte());
  }

  static byte[] readBytes(ByteBuf in, int length) {
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    return bytes;
  }

  static void writeNumbers(ByteBuf out, Map<String, Long> numbers) {
    out.writeShort(numbers.size());
    numbers.forEach((node, number) -> {
      writeShort(out, node.getBytes(StandardCharsets.US_ASCII));
      out.writeLong(number);
    });
  }

  static void readNumbers(ByteBuf in, Map<String, Long> numbers) {
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      String node = new String(readShort(in), StandardCharsets.US_ASCII);
      numbers.put(node, in.readLong());
    }
  }
}
