package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;

/**
 * What the first byte of a QUIC packet tells without its keys.
 */
public final class QuicHeader {

  private static final int LONG_HEADER_BIT = 0x80;
  /** First byte, version (4), then the two connection ids, each with its length (RFC 9000, section 17.2). */
  private static final int DESTINATION_OFFSET = 5;

  private QuicHeader() {
  }

  /**
   * @param packet a QUIC packet, not empty
   * @return whether it belongs to a handshake (RFC 9000, section 17.2); the others have a short header
   */
  public static boolean isLong(ByteBuf packet) {
    return (packet.getByte(packet.readerIndex()) & LONG_HEADER_BIT) != 0;
  }

  /**
   * @param initial an Initial packet, not shorter than these may be
   * @return whether it has a token, which proves where it comes from (RFC 9000, section 17.2.2)
   */
  public static boolean hasToken(ByteBuf initial) {
    int source = skipId(initial, initial.readerIndex() + DESTINATION_OFFSET);
    int token = skipId(initial, source);
    // The length of the token, which may be written in more bytes than it needs (RFC 9000, section 16).
    int lengthBytes = 1 << (initial.getUnsignedByte(token) >> 6);
    boolean isZero = (initial.getByte(token) & 0x3f) == 0;
    for (int i = 1; i < lengthBytes; i++) {
      isZero &= initial.getByte(token + i) == 0;
    }
    return !isZero;
  }

  private static int skipId(ByteBuf packet, int offset) {
    return offset + 1 + packet.getUnsignedByte(offset);
  }
}
