package io.conec.nat;

import io.vertx.core.buffer.Buffer;

/** Messages whose every byte follows from their number. */
final class CheckedMessage {

  private static final long LAST = -1;
  private static final int HEADER = Long.BYTES;
  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private CheckedMessage() {
  }

  /**
   * @param size in bytes, a multiple of 8
   */
  static Buffer of(long number, int size) {
    Buffer message = Buffer.buffer(size).appendLong(number);
    for (int index = HEADER; index < size; index += Long.BYTES) {
      message.appendLong(word(number, index));
    }
    return message;
  }

  /** What tells the receiver how many there were. */
  static Buffer last(long count) {
    return Buffer.buffer().appendLong(LAST).appendLong(count);
  }

  static boolean isLast(Buffer message) {
    return number(message) == LAST;
  }

  /** Of the message {@link #last}. */
  static long count(Buffer message) {
    return message.getLong(HEADER);
  }

  static long number(Buffer message) {
    return message.getLong(0);
  }

  static boolean isIntact(Buffer message, int size) {
    long number = number(message);
    boolean intact = message.length() == size;
    for (int index = HEADER; intact && index < size; index += Long.BYTES) {
      intact = message.getLong(index) == word(number, index);
    }
    return intact;
  }

  /** SplitMix64. */
  private static long word(long number, int index) {
    long z = number * GOLDEN_GAMMA + index;
    z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
    return z ^ z >>> 31;
  }
}
