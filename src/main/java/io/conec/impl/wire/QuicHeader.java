package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;

/**
 * Reads the unprotected fields of QUIC packets.
 */
public final class QuicHeader {

  /** The length of datagrams that every path of QUIC carries (RFC 9000, section 14; the name is from RFC 8899). */
  public static final int BASE_PLPMTU = 1200;

  private static final int LONG_HEADER_BIT = 0x80;
  private static final int TYPE_BITS = 0x30;
  private static final int INITIAL = 0;
  private static final int VERSION_OFFSET = 1;
  private static final int VERSION_1 = 1;
  /**
   * The first byte and the version (4) precede the two connection ids, each with its length (RFC 9000, section 17.2).
   */
  private static final int DESTINATION_OFFSET = 5;

  private QuicHeader() {
  }

  /**
   * @param packet a non-empty QUIC packet
   * @return whether it has a long header and so belongs to a handshake (RFC 9000, section 17.2)
   */
  public static boolean isLong(ByteBuf packet) {
    return (packet.getByte(packet.readerIndex()) & LONG_HEADER_BIT) != 0;
  }

  /**
   * @param packet a packet with a long header
   * @return whether it is of QUIC version 1; a packet that is too short for a version is not
   */
  public static boolean isVersion1(ByteBuf packet) {
    return packet.readableBytes() >= VERSION_OFFSET + Integer.BYTES
      && packet.getInt(packet.readerIndex() + VERSION_OFFSET) == VERSION_1;
  }

  /**
   * @param packet a packet of version 1 with a long header
   */
  public static boolean isInitial(ByteBuf packet) {
    return (packet.getByte(packet.readerIndex()) & TYPE_BITS) == INITIAL;
  }

  /**
   * @param initial an Initial packet of at least the minimum length
   * @return whether it has a token, which proves its source address (RFC 9000, section 17.2.2)
   */
  public static boolean hasToken(ByteBuf initial) {
    int source = skipId(initial, initial.readerIndex() + DESTINATION_OFFSET);
    int token = skipId(initial, source);
    // The length of the token may be encoded in more bytes than necessary (RFC 9000, section 16).
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
