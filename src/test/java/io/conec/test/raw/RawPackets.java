package io.conec.test.raw;

import javax.crypto.Cipher;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The packets with a short header (RFC 9000, section 17.3) that one side of a connection sends, to be read, and to be
 * written again for another connection id of the receiver.
 */
public final class RawPackets {

  private static final int ID_LENGTH = 20;
  private static final int NUMBER = 1 + ID_LENGTH;
  private static final int MAX_NUMBER_LENGTH = 4;
  private static final int SAMPLE_LENGTH = 16;
  /** NEW_CONNECTION_ID (RFC 9000, section 19.15): the type, number 1, nothing to retire, and the length of the id. */
  private static final String NEW_ID = "18010014";

  /** What is in front of the payload, without protection, and the payload. */
  private record Plain(byte[] header, long number, byte[] frames) {
  }

  private final RawKeys keys;
  private long expected;

  /** @param secret of the side that sends, as in a key log (RFC 9850) */
  RawPackets(byte[] secret) {
    try {
      keys = RawKeys.of(secret);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The first connection id that this datagram offers; {@code null} for none. */
  public byte[] newId(byte[] datagram) {
    byte[] packet = Arrays.copyOfRange(datagram, shortHeader(datagram), datagram.length);
    if (packet.length == 0 || (packet[0] & 0x40) == 0) {
      // Nothing but padding.
      return null;
    }
    String frames = HexFormat.of().formatHex(read(packet).frames);
    int frame = frames.indexOf(NEW_ID);
    int id = frame + NEW_ID.length();
    return frame < 0 ? null : HexFormat.of().parseHex(frames, id, id + 2 * ID_LENGTH);
  }

  /** Where the packet with the short header begins: behind all with long ones (section 12.2). */
  private static int shortHeader(byte[] datagram) {
    ByteBuffer in = ByteBuffer.wrap(datagram);
    while (in.hasRemaining() && in.get(in.position()) < 0) {
      boolean initial = (in.get() & 0x30) == 0;
      in.position(in.position() + 4);
      RawInitial.bytes(in, in.get());
      RawInitial.bytes(in, in.get());
      if (initial) {
        RawInitial.bytes(in, RawInitial.integer(in));
      }
      RawInitial.bytes(in, RawInitial.integer(in));
    }
    return in.position();
  }

  /** The same packet for this connection id; the codec also writes empty datagrams. */
  public byte[] redirect(byte[] packet, byte[] destination) {
    if (packet.length == 0) {
      return packet;
    }
    Plain plain = read(packet);
    byte[] header = plain.header.clone();
    System.arraycopy(destination, 0, header, 1, ID_LENGTH);
    try {
      Cipher cipher = keys.cipher(Cipher.ENCRYPT_MODE, plain.number);
      cipher.updateAAD(header);
      byte[] protectedPacket = RawFrame.join(header, cipher.doFinal(plain.frames));
      return mask(protectedPacket, header.length - NUMBER);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private Plain read(byte[] packet) {
    try {
      byte[] header = mask(packet.clone(), 0);
      int numberLength = (header[0] & 3) + 1;
      header = Arrays.copyOf(mask(packet.clone(), numberLength), NUMBER + numberLength);
      long number = number(header, numberLength);
      Cipher cipher = keys.cipher(Cipher.DECRYPT_MODE, number);
      cipher.updateAAD(header);
      return new Plain(header, number, cipher.doFinal(packet, header.length, packet.length - header.length));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Put on, or take off, the protection of a header with so many bytes of its number (RFC 9001, section 5.4). */
  private byte[] mask(byte[] packet, int numberLength) throws GeneralSecurityException {
    int sample = NUMBER + MAX_NUMBER_LENGTH;
    byte[] mask = keys.mask(Arrays.copyOfRange(packet, sample, sample + SAMPLE_LENGTH));
    packet[0] ^= (byte) (mask[0] & 0x1f);
    for (int i = 0; i < numberLength; i++) {
      packet[NUMBER + i] ^= mask[i + 1];
    }
    return packet;
  }

  /** Of the numbers that end in these bytes the one that is closest to the one expected (RFC 9000, appendix A.3). */
  private long number(byte[] header, int length) {
    long window = 1L << 8 * length;
    long end = 0;
    for (int i = 0; i < length; i++) {
      end = end << 8 | header[NUMBER + i] & 0xff;
    }
    long number = expected - expected % window + end;
    if (number + window / 2 <= expected) {
      number += window;
    } else if (number > expected + window / 2 && number >= window) {
      number -= window;
    }
    expected = Math.max(expected, number + 1);
    return number;
  }
}
