package io.conec.test.raw;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The first packet of a QUIC connection (RFC 9000, section 17.2.2), which everybody can read and make: its keys come
 * from the connection id in it (RFC 9001, section 5). Taken from a real one, it can be sent again as another's.
 */
public final class RawInitial {

  private static final byte[] SALT = HexFormat.of().parseHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
  private static final int MIN_DATAGRAM = 1200;
  private static final int NUMBER_LENGTH = 2;
  private static final int TAG_LENGTH = 16;

  private record Keys(SecretKeySpec key, byte[] iv, SecretKeySpec header) {
  }

  private final byte[] source;
  private final byte[] frames;

  private RawInitial(byte[] source, byte[] frames) {
    this.source = source;
    this.frames = frames;
  }

  /** What a real Initial, without a token, says. */
  public static RawInitial read(byte[] datagram) {
    try {
      ByteBuffer in = ByteBuffer.wrap(datagram).position(5);
      Keys keys = keys(bytes(in, in.get()));
      byte[] source = bytes(in, in.get());
      bytes(in, integer(in));
      int length = integer(in);
      int number = in.position();
      byte[] mask = mask(keys, Arrays.copyOfRange(datagram, number + 4, number + 20));
      byte[] packet = Arrays.copyOf(datagram, number + length);
      packet[0] ^= (byte) (mask[0] & 0x0f);
      int numberLength = (packet[0] & 3) + 1;
      long value = 0;
      for (int i = 0; i < numberLength; i++) {
        packet[number + i] ^= mask[i + 1];
        value = value << 8 | packet[number + i] & 0xff;
      }
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, keys, value);
      cipher.updateAAD(packet, 0, number + numberLength);
      byte[] frames = cipher.doFinal(packet, number + numberLength, length - numberLength);
      // Bytes of zero are PADDING frames; the datagram has to be that long.
      return new RawInitial(source, Arrays.copyOf(frames, MIN_DATAGRAM));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The same for another connection. */
  public byte[] write(byte[] destination, byte[] token) {
    try {
      Keys keys = keys(destination);
      ByteBuffer out = ByteBuffer.allocate(frames.length + token.length + 200);
      out.put((byte) (0xc0 | NUMBER_LENGTH - 1)).putInt(1).put((byte) destination.length).put(destination)
        .put((byte) source.length).put(source).putShort((short) (0x4000 | token.length)).put(token)
        .putShort((short) (0x4000 | NUMBER_LENGTH + frames.length + TAG_LENGTH)).putShort((short) 0);
      int payload = out.position();
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys, 0);
      cipher.updateAAD(out.array(), 0, payload);
      out.put(cipher.doFinal(frames));
      byte[] packet = Arrays.copyOf(out.array(), out.position());
      int number = payload - NUMBER_LENGTH;
      byte[] mask = mask(keys, Arrays.copyOfRange(packet, number + 4, number + 20));
      packet[0] ^= (byte) (mask[0] & 0x0f);
      for (int i = 0; i < NUMBER_LENGTH; i++) {
        packet[number + i] ^= mask[i + 1];
      }
      return packet;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The same once more, as the Retry that it was answered with demands. */
  public byte[] answer(byte[] retry) {
    ByteBuffer in = ByteBuffer.wrap(retry).position(5);
    bytes(in, in.get());
    byte[] destination = bytes(in, in.get());
    return write(destination, bytes(in, in.remaining() - TAG_LENGTH));
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** RFC 9000, section 16. */
  private static int integer(ByteBuffer in) {
    int first = in.get() & 0xff;
    int value = first & 0x3f;
    for (int more = (1 << (first >> 6)) - 1; more > 0; more--) {
      value = value << 8 | in.get() & 0xff;
    }
    return value;
  }

  private static Keys keys(byte[] destination) throws GeneralSecurityException {
    byte[] client = expand(hmac(SALT, destination), "client in", 32);
    return new Keys(new SecretKeySpec(expand(client, "quic key", 16), "AES"), expand(client, "quic iv", 12),
      new SecretKeySpec(expand(client, "quic hp", 16), "AES"));
  }

  /** HKDF-Expand-Label of TLS 1.3 (RFC 8446, section 7.1); one block is enough. */
  private static byte[] expand(byte[] secret, String label, int length) throws GeneralSecurityException {
    byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer info = ByteBuffer.allocate(name.length + 5).putShort((short) length).put((byte) name.length).put(name)
      .put((byte) 0).put((byte) 1);
    return Arrays.copyOf(hmac(secret, info.array()), length);
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static byte[] mask(Keys keys, byte[] sample) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, keys.header);
    return cipher.doFinal(sample);
  }

  private static Cipher cipher(int mode, Keys keys, long number) throws GeneralSecurityException {
    byte[] nonce = keys.iv.clone();
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[nonce.length - 1 - i] ^= (byte) (number >>> 8 * i);
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, keys.key, new GCMParameterSpec(8 * TAG_LENGTH, nonce));
    return cipher;
  }
}
