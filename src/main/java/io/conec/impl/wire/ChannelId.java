package io.conec.impl.wire;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Channel ids: 64 random bits; in JSON 16 hexadecimal digits, because JSON numbers are too short.
 */
public final class ChannelId {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HexFormat HEX = HexFormat.of();
  private static final int DIGITS = 16;

  private ChannelId() {
  }

  public static long random() {
    return RANDOM.nextLong();
  }

  public static String format(long id) {
    return HEX.toHexDigits(id);
  }

  public static long parse(String text) {
    if (text.length() != DIGITS) {
      throw new WireException("a channel id has 16 hexadecimal digits, not " + text.length() + " characters");
    }
    try {
      return HexFormat.fromHexDigitsToLong(text);
    } catch (IllegalArgumentException e) {
      throw new WireException("a channel id has 16 hexadecimal digits, not '" + text + "'");
    }
  }
}
