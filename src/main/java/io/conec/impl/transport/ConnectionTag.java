package io.conec.impl.transport;

import io.conec.impl.wire.QuicHeader;
import io.netty.buffer.ByteBuf;

import java.security.SecureRandom;

/**
 * Makes connection ids that distinguish the two QUIC roles of one socket. The ids of connections in the client role
 * start with a random tag of the socket; all other packets belong to the server role.
 */
final class ConnectionTag {

  /** The longest id of QUIC version 1 (RFC 9000, section 17.2), which the codec uses, too. */
  static final int ID_LENGTH = 20;

  /** Long header: first byte, version (4), length of the id (1); RFC 9000, section 17.2. */
  private static final int ID_OFFSET_LONG = 6;
  /** Short header: first byte; RFC 9000, section 17.3. */
  private static final int ID_OFFSET_SHORT = 1;

  private final SecureRandom random = new SecureRandom();
  private final int tag = random.nextInt();

  byte[] newId() {
    byte[] id = new byte[ID_LENGTH];
    random.nextBytes(id);
    id[0] = (byte) (tag >>> 24);
    id[1] = (byte) (tag >>> 16);
    id[2] = (byte) (tag >>> 8);
    id[3] = (byte) tag;
    return id;
  }

  /**
   * @return whether the QUIC packet at the reader index is for a connection that this socket has opened
   */
  boolean matches(ByteBuf packet) {
    if (!packet.isReadable()) {
      return false;
    }
    int start = packet.readerIndex();
    int offset = QuicHeader.isLong(packet) ? ID_OFFSET_LONG : ID_OFFSET_SHORT;
    return packet.readableBytes() >= offset + Integer.BYTES && packet.getInt(start + offset) == tag;
  }
}
