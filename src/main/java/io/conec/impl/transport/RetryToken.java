package io.conec.impl.transport;

import io.netty.buffer.ByteBuf;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * Validates addresses without keeping state (RFC 9000, section 8.1.2). The token of a Retry packet proves that the
 * client receives at its source address. It contains the time, the original connection id and an HMAC of both and the
 * address, with a key of the process: {@code time(8) | mac(32) | id}.
 */
final class RetryToken {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int TIME_LENGTH = 8;
  private static final int MAC_LENGTH = 32;
  private static final int ID_OFFSET = TIME_LENGTH + MAC_LENGTH;
  private static final int MAX_ID_LENGTH = 20;

  static final int MAX_LENGTH = ID_OFFSET + MAX_ID_LENGTH;

  /** Long enough for several retransmissions of an Initial; RFC 9000, section 8.1.3 asks for a short time. */
  private static final long LIFETIME_MILLIS = 10_000;

  private final LongSupplier clock;
  private final Mac mac;

  RetryToken(LongSupplier clock) {
    this.clock = clock;
    byte[] key = new byte[MAC_LENGTH];
    new SecureRandom().nextBytes(key);
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /**
   * @param dcid the destination connection id of the Initial
   */
  void write(ByteBuf out, ByteBuf dcid, InetSocketAddress address) {
    byte[] id = new byte[dcid.readableBytes()];
    dcid.getBytes(dcid.readerIndex(), id);
    long time = clock.getAsLong();
    out.writeLong(time).writeBytes(mac(time, address, id)).writeBytes(id);
  }

  /**
   * @return the offset of the original connection id in the token, -1 when the token is not valid
   */
  int validate(ByteBuf token, InetSocketAddress address) {
    int start = token.readerIndex();
    int idLength = token.readableBytes() - ID_OFFSET;
    if (idLength < 0 || idLength > MAX_ID_LENGTH) {
      return -1;
    }
    long time = token.getLong(start);
    long age = clock.getAsLong() - time;
    byte[] claimed = new byte[MAC_LENGTH];
    token.getBytes(start + TIME_LENGTH, claimed);
    byte[] id = new byte[idLength];
    token.getBytes(start + ID_OFFSET, id);
    boolean valid = age >= 0 && age <= LIFETIME_MILLIS && MessageDigest.isEqual(claimed, mac(time, address, id));
    return valid ? ID_OFFSET : -1;
  }

  private byte[] mac(long time, InetSocketAddress address, byte[] id) {
    byte[] ip = address.getAddress().getAddress();
    ByteBuffer fixed = ByteBuffer.allocate(TIME_LENGTH + Short.BYTES + Byte.BYTES);
    // The length is included, so that the end of a long address cannot pass as the beginning of the id.
    mac.update(fixed.putLong(time).putShort((short) address.getPort()).put((byte) ip.length).array());
    mac.update(ip);
    return mac.doFinal(id);
  }
}
