package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;

/**
 * The header of the datagrams of this protocol: a type byte and eight bytes of channel id.
 * <p>
 * The types are in a range that no protocol multiplexed with QUIC uses (RFC 7983 with RFC 9443), and QUIC packets
 * have the bit 0x40 set (RFC 9000, section 17), so the first byte distinguishes them.
 */
public final class RelayHeader {

  /** A QUIC packet from the side that opened the channel. */
  public static final byte TO_ACCEPTOR = 0x04;

  /** A QUIC packet to the side that opened the channel. */
  public static final byte TO_INITIATOR = 0x05;

  /** The Coordinator does not forward for this channel and sender: a hint to check the Coordinator connection. */
  public static final byte NOT_RELAYED = 0x06;

  public static final int LENGTH = 9;

  private static final int QUIC_FIXED_BIT = 0x40;

  private RelayHeader() {
  }

  public static boolean isQuic(ByteBuf datagram) {
    return datagram.isReadable() && (datagram.getByte(datagram.readerIndex()) & QUIC_FIXED_BIT) != 0;
  }

  /**
   * @return whether this begins with a valid header; the other methods require it
   */
  public static boolean isPresent(ByteBuf datagram) {
    if (datagram.readableBytes() < LENGTH) {
      return false;
    }
    byte type = type(datagram);
    return type >= TO_ACCEPTOR && type <= NOT_RELAYED;
  }

  public static byte type(ByteBuf datagram) {
    return datagram.getByte(datagram.readerIndex());
  }

  public static long channel(ByteBuf datagram) {
    return datagram.getLong(datagram.readerIndex() + 1);
  }

  public static void write(ByteBuf out, byte type, long channel) {
    out.writeByte(type).writeLong(channel);
  }
}
