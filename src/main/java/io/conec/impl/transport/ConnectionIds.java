package io.conec.impl.transport;

import io.conec.impl.wire.QuicHeader;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Finds the connection of a QUIC packet by any connection id that this socket has issued for it (RFC 9000, section
 * 5.1). The last 16 bytes of an id are an encrypted block, whose first half is the number of the connection. So all ids
 * of a connection have the same number, and no observer can link them. Confined to the event loop.
 */
final class ConnectionIds implements QuicConnectionIdGenerator {

  /** The number of a packet that belongs to no connection. */
  static final long NONE = 0;

  /** The bytes of an id before the block. */
  private static final int PREFIX_LENGTH = Integer.BYTES;
  private static final int BLOCK_LENGTH = ConnectionTag.ID_LENGTH - PREFIX_LENGTH;
  /** In a short header the destination connection id follows the first byte (RFC 9000, section 17.3). */
  private static final int BLOCK_OFFSET = 1 + PREFIX_LENGTH;

  /** ECB is enough: only single blocks are permuted, and no two blocks are equal. */
  private static final String CIPHER = "AES/ECB/NoPadding";

  /** Ids whose decrypted numbers are cached; a power of two. */
  private static final int CACHED = 1024;

  private final SecureRandom random = new SecureRandom();
  private final Cipher encrypt;
  private final Cipher decrypt;
  private final long[] cachedKeys = new long[CACHED];
  private final long[] cachedNumbers = new long[CACHED];

  ConnectionIds() {
    byte[] key = new byte[BLOCK_LENGTH];
    random.nextBytes(key);
    encrypt = cipher(Cipher.ENCRYPT_MODE, key);
    decrypt = cipher(Cipher.DECRYPT_MODE, key);
  }

  private static Cipher cipher(int mode, byte[] key) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, new SecretKeySpec(key, "AES"));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + CIPHER, e);
    }
  }

  /** Make the first id of an incoming connection; its number is as random as the id. */
  @Override
  public ByteBuffer newId(ByteBuffer source, ByteBuffer destination, int length) {
    return InitialFilter.IDS.newId(destination, length);
  }

  /** Make another id for the connection that has this id. */
  @Override
  public ByteBuffer newId(ByteBuffer known, int length) {
    byte[] block = new byte[BLOCK_LENGTH];
    known.get(known.position() + PREFIX_LENGTH, block);
    byte[] next = ByteBuffer.allocate(BLOCK_LENGTH).putLong(number(block)).putLong(random.nextLong()).array();
    return ByteBuffer.allocate(length).putInt(random.nextInt()).put(apply(encrypt, next)).flip();
  }

  @Override
  public ByteBuffer newId(int length) {
    throw new UnsupportedOperationException("an id is made for a connection");
  }

  @Override
  public int maxConnectionIdLength() {
    return ConnectionTag.ID_LENGTH;
  }

  @Override
  public boolean isIdempotent() {
    return false;
  }

  /**
   * @param id the id as an address of the codec; Netty 4.2.18 shows its bytes only in the text
   * @return the number of the connection that has this id
   */
  long number(SocketAddress id) {
    String text = id.toString();
    int end = text.length() - 1;
    return number(HexFormat.of().parseHex(text, end - 2 * BLOCK_LENGTH, end));
  }

  /**
   * @param packet starts at its reader index
   * @return the number of its connection, {@link #NONE} when it belongs to a handshake
   */
  long number(ByteBuf packet) {
    int start = packet.readerIndex();
    if (packet.readableBytes() < BLOCK_OFFSET + BLOCK_LENGTH || QuicHeader.isLong(packet)) {
      return NONE;
    }
    long key = packet.getLong(start + BLOCK_OFFSET + BLOCK_LENGTH - Long.BYTES);
    int index = (int) key & CACHED - 1;
    if (cachedKeys[index] != key) {
      byte[] block = new byte[BLOCK_LENGTH];
      packet.getBytes(start + BLOCK_OFFSET, block);
      cachedNumbers[index] = number(block);
      cachedKeys[index] = key;
    }
    return cachedNumbers[index];
  }

  private long number(byte[] block) {
    return ByteBuffer.wrap(apply(decrypt, block)).getLong();
  }

  private static byte[] apply(Cipher cipher, byte[] block) {
    try {
      return cipher.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("one block can always be encrypted and decrypted", e);
    }
  }
}
