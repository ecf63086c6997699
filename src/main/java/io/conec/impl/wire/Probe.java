package io.conec.impl.wire;

import io.netty.buffer.ByteBuf;

/**
 * A probe of a path, or the answer to one: type (1), id of the receiver (8), number (8), nonce (8), counts (4 and 4),
 * tag (16). Zeros may follow the tag of a request, to test whether datagrams of this size pass.
 */
public final class Probe {

  /** Requests an answer with the same number and nonce. */
  public static final byte REQUEST = 0x08;

  public static final byte ANSWER = 0x09;

  /** The length without padding. */
  public static final int LENGTH = 49;

  static final int ID_OFFSET = 1;
  static final int NUMBER_OFFSET = ID_OFFSET + Long.BYTES;
  static final int NONCE_OFFSET = NUMBER_OFFSET + Long.BYTES;
  static final int COUNTS_OFFSET = NONCE_OFFSET + Long.BYTES;
  static final int TAG_OFFSET = COUNTS_OFFSET + 2 * Integer.BYTES;

  private Probe() {
  }

  /**
   * @return whether this has the form of a probe; the other methods require it
   */
  public static boolean isPresent(ByteBuf datagram) {
    if (datagram.readableBytes() < LENGTH) {
      return false;
    }
    byte type = type(datagram);
    return type == REQUEST || type == ANSWER;
  }

  public static byte type(ByteBuf probe) {
    return probe.getByte(probe.readerIndex());
  }

  /**
   * @return the id of the receiver, which the receiver has chosen
   */
  public static long id(ByteBuf probe) {
    return probe.getLong(probe.readerIndex() + ID_OFFSET);
  }

  public static long number(ByteBuf probe) {
    return probe.getLong(probe.readerIndex() + NUMBER_OFFSET);
  }

  /**
   * @return a nonce that only receivers of the probe know, so that a peer cannot answer for others
   */
  public static long nonce(ByteBuf probe) {
    return probe.getLong(probe.readerIndex() + NONCE_OFFSET);
  }

  /**
   * @return the counts of packets on direct paths that the sender reports
   */
  public static ArrivedCounts counts(ByteBuf probe) {
    int offset = probe.readerIndex() + COUNTS_OFFSET;
    return new ArrivedCounts(probe.getInt(offset), probe.getInt(offset + Integer.BYTES));
  }
}
