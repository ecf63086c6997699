package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;

/**
 * What the first byte of a QUIC packet tells without its keys.
 */
public final class QuicHeader {

  private static final int LONG_HEADER_BIT = 0x80;

  private QuicHeader() {
  }

  /**
   * @param packet a QUIC packet, not empty
   * @return whether it belongs to a handshake (RFC 9000, section 17.2); the others have a short header
   */
  public static boolean isLong(ByteBuf packet) {
    return (packet.getByte(packet.readerIndex()) & LONG_HEADER_BIT) != 0;
  }
}
