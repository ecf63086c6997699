package io.conec.impl.transport;

import io.conec.impl.wire.QuicHeader;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;

import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds what belongs to the connection that a QUIC packet is for. Strangers' packets find nothing.
 */
public final class ConnectionMap<V> {

  /** In a short header the destination connection id follows the first byte (RFC 9000, section 17.3). */
  private static final int ID_OFFSET = 1;
  /** The last eight bytes of an id are random in both roles of our sockets. */
  private static final int KEY_OFFSET = ID_OFFSET + ConnectionTag.ID_LENGTH - Long.BYTES;

  private final Map<SocketAddress, V> byId = new HashMap<>();
  /** What was found before, because an id of the codec costs an allocation or two to make. */
  private final LongObjectMap<V> byKey = new LongObjectHashMap<>();

  public void put(SocketAddress connectionId, V value) {
    byId.put(connectionId, value);
  }

  public void remove(SocketAddress connectionId) {
    V value = byId.remove(connectionId);
    if (value != null) {
      byKey.values().remove(value);
    }
  }

  /**
   * @param packet starts at its reader index
   * @return {@code null} when it is for none of the connections, or belongs to a handshake
   */
  public V get(ByteBuf packet) {
    int start = packet.readerIndex();
    if (packet.readableBytes() < ID_OFFSET + ConnectionTag.ID_LENGTH
      || QuicHeader.isLong(packet)) {
      return null;
    }
    long key = packet.getLong(start + KEY_OFFSET);
    V known = byKey.get(key);
    return known != null ? known : find(packet, start, key);
  }

  private V find(ByteBuf packet, int start, long key) {
    byte[] id = new byte[ConnectionTag.ID_LENGTH];
    packet.getBytes(start + ID_OFFSET, id);
    V found = byId.get(new QuicConnectionAddress(id));
    if (found != null) {
      byKey.put(key, found);
    }
    return found;
  }
}
