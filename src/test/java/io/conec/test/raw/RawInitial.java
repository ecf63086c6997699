package io.conec.test.raw;

import javax.crypto.Cipher;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The first packet of a QUIC connection (RFC 9000, section 17.2.2). Anybody can read and make it, because its keys are
 * derived from the connection id in it (RFC 9001, section 5). A copy can be sent for another connection.
 */
public final class RawInitial {

  private static final byte[] SALT = HexFormat.of().parseHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
  private static final int MIN_DATAGRAM = 1200;
  private static final int NUMBER_LENGTH = 2;

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
      RawKeys keys = keys(bytes(in, in.get()));
      byte[] source = bytes(in, in.get());
      bytes(in, integer(in));
      int length = integer(in);
      int number = in.position();
      byte[] mask = keys.mask(Arrays.copyOfRange(datagram, number + 4, number + 20));
      byte[] packet = Arrays.copyOf(datagram, number + length);
      packet[0] ^= (byte) (mask[0] & 0x0f);
      int numberLength = (packet[0] & 3) + 1;
      long value = 0;
      for (int i = 0; i < numberLength; i++) {
        packet[number + i] ^= mask[i + 1];
        value = value << 8 | packet[number + i] & 0xff;
      }
      Cipher cipher = keys.cipher(Cipher.DECRYPT_MODE, value);
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
      RawKeys keys = keys(destination);
      ByteBuffer out = ByteBuffer.allocate(frames.length + token.length + 200);
      out.put((byte) (0xc0 | NUMBER_LENGTH - 1)).putInt(1).put((byte) destination.length).put(destination)
        .put((byte) source.length).put(source).putShort((short) (0x4000 | token.length)).put(token)
        .putShort((short) (0x4000 | NUMBER_LENGTH + frames.length + RawKeys.TAG_LENGTH)).putShort((short) 0);
      int payload = out.position();
      Cipher cipher = keys.cipher(Cipher.ENCRYPT_MODE, 0);
      cipher.updateAAD(out.array(), 0, payload);
      out.put(cipher.doFinal(frames));
      byte[] packet = Arrays.copyOf(out.array(), out.position());
      int number = payload - NUMBER_LENGTH;
      byte[] mask = keys.mask(Arrays.copyOfRange(packet, number + 4, number + 20));
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
    return write(destination, bytes(in, in.remaining() - RawKeys.TAG_LENGTH));
  }

  static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** RFC 9000, section 16. */
  static int integer(ByteBuffer in) {
    int first = in.get() & 0xff;
    int value = first & 0x3f;
    for (int more = (1 << (first >> 6)) - 1; more > 0; more--) {
      value = value << 8 | in.get() & 0xff;
    }
    return value;
  }

  private static RawKeys keys(byte[] destination) throws GeneralSecurityException {
    return RawKeys.of(RawKeys.expand(RawKeys.hmac(SALT, destination), "client in", 32));
  }
}
