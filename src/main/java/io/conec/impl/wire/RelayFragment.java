package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;

/**
 * A fragment of a QUIC datagram that is too long for a relay datagram: type (1), number of the datagram (2), index of
 * the fragment (1), number of fragments (1), and bytes. It is the payload of a relay datagram, and never longer than
 * the QUIC datagrams that every network must carry (RFC 9000, section 14).
 */
public final class RelayFragment {

  public static final byte TYPE = 0x0a;

  public static final int HEADER_LENGTH = 5;

  /** The maximum length of the payload, including the header. */
  public static final int MAX_LENGTH = QuicHeader.BASE_PLPMTU;

  public static final int MAX_BYTES = MAX_LENGTH - HEADER_LENGTH;

  private static final int NUMBER_OFFSET = 1;
  private static final int INDEX_OFFSET = 3;
  private static final int COUNT_OFFSET = 4;

  private RelayFragment() {
  }

  /**
   * @return whether this is a fragment; the other methods require it
   */
  public static boolean isPresent(ByteBuf payload) {
    int length = payload.readableBytes();
    return length > HEADER_LENGTH && length <= MAX_LENGTH && payload.getByte(payload.readerIndex()) == TYPE
      && count(payload) > 1 && index(payload) < count(payload);
  }

  public static int number(ByteBuf fragment) {
    return fragment.getUnsignedShort(fragment.readerIndex() + NUMBER_OFFSET);
  }

  public static int index(ByteBuf fragment) {
    return fragment.getUnsignedByte(fragment.readerIndex() + INDEX_OFFSET);
  }

  public static int count(ByteBuf fragment) {
    return fragment.getUnsignedByte(fragment.readerIndex() + COUNT_OFFSET);
  }

  /**
   * @return into how many fragments a datagram of this length has to be split
   */
  public static int countFor(int length) {
    return (length + MAX_BYTES - 1) / MAX_BYTES;
  }

  public static void write(ByteBuf out, int number, int index, int count) {
    out.writeByte(TYPE).writeShort(number).writeByte(index).writeByte(count);
  }
}
