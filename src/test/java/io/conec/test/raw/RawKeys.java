package io.conec.test.raw;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** The packet protection keys of one side of a QUIC connection, with AES-128-GCM (RFC 9001, section 5). */
record RawKeys(SecretKeySpec key, byte[] iv, SecretKeySpec header) {

  static final int TAG_LENGTH = 16;

  static RawKeys of(byte[] secret) throws GeneralSecurityException {
    return new RawKeys(new SecretKeySpec(expand(secret, "quic key", 16), "AES"), expand(secret, "quic iv", 12),
      new SecretKeySpec(expand(secret, "quic hp", 16), "AES"));
  }

  /** HKDF-Expand-Label of TLS 1.3 (RFC 8446, section 7.1); one block is enough. */
  static byte[] expand(byte[] secret, String label, int length) throws GeneralSecurityException {
    byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer info = ByteBuffer.allocate(name.length + 5).putShort((short) length).put((byte) name.length).put(name)
      .put((byte) 0).put((byte) 1);
    return Arrays.copyOf(hmac(secret, info.array()), length);
  }

  static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  byte[] mask(byte[] sample) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, header);
    return cipher.doFinal(sample);
  }

  Cipher cipher(int mode, long number) throws GeneralSecurityException {
    byte[] nonce = iv.clone();
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[nonce.length - 1 - i] ^= (byte) (number >>> 8 * i);
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_LENGTH, nonce));
    return cipher;
  }
}
