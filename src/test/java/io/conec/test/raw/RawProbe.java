package io.conec.test.raw;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Probes and their answers as bytes: type(1) | id(8) | number(8) | nonce(8) | counts(4, 4) | tag(16) | zeros. */
public final class RawProbe {

  public static final byte PROBE = 0x08;
  public static final byte ANSWER = 0x09;
  public static final int LENGTH = 49;

  private static final int TAG_OFFSET = 33;

  private RawProbe() {
  }

  /** The key of the probes from one to the other, whose candidates have this one, and of their answers. */
  public static byte[] key(byte[] signalledKey, byte[] proberCertificate, byte[] receiverCertificate) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      return hmac(RawFrame.join(hash.digest(proberCertificate), hash.digest(receiverCertificate)), signalledKey);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static byte[] probe(long id, long number, byte[] key) {
    return of(PROBE, id, number, ThreadLocalRandom.current().nextLong(), 0, key);
  }

  public static byte[] answer(long id, long number, long nonce, byte[] key) {
    return answer(id, number, nonce, 0, key);
  }

  /** The same of one to whom so many QUIC packets have come straight, all of them large. */
  public static byte[] answer(long id, long number, long nonce, int arrived, byte[] key) {
    return of(ANSWER, id, number, nonce, arrived, key);
  }

  private static byte[] of(byte type, long id, long number, long nonce, int arrived, byte[] key) {
    byte[] header = ByteBuffer.allocate(TAG_OFFSET).put(type).putLong(id).putLong(number).putLong(nonce)
      .putInt(arrived).putInt(arrived).array();
    return RawFrame.join(header, tag(header, key));
  }

  private static byte[] tag(byte[] header, byte[] key) {
    return Arrays.copyOf(hmac(header, key), LENGTH - TAG_OFFSET);
  }

  private static byte[] hmac(byte[] text, byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether this is a probe for this id, made with this key. */
  public static boolean isProbe(byte[] datagram, long id, byte[] key) {
    return is(PROBE, datagram, id, key);
  }

  /** Whether this is an answer for this id, made with this key. */
  public static boolean isAnswer(byte[] datagram, long id, byte[] key) {
    return is(ANSWER, datagram, id, key) && datagram.length == LENGTH;
  }

  private static boolean is(byte type, byte[] datagram, long id, byte[] key) {
    return datagram.length >= LENGTH && datagram[0] == type && ByteBuffer.wrap(datagram).getLong(1) == id
      && Arrays.equals(Arrays.copyOfRange(datagram, TAG_OFFSET, LENGTH), tag(Arrays.copyOf(datagram, TAG_OFFSET), key));
  }

  public static long number(byte[] datagram) {
    return ByteBuffer.wrap(datagram).getLong(9);
  }

  public static long nonce(byte[] datagram) {
    return ByteBuffer.wrap(datagram).getLong(17);
  }
}
