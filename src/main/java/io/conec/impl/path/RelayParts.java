package io.conec.impl.path;

import io.conec.impl.wire.RelayPart;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Joins the parts of the datagrams of one channel. An invalid part counts as a lost datagram. Confined to the event
 * loop.
 */
final class RelayParts {

  /** Datagrams that wait for parts: networks seldom reorder more. Beyond it the oldest one is dropped. */
  private static final int MAX_UNFINISHED = 8;

  private static final class Unfinished {
    private final byte[][] parts;
    private int missing;
    private int length;

    Unfinished(int count) {
      parts = new byte[count][];
      missing = count;
    }
  }

  private final int maxLength;
  private final Map<Integer, Unfinished> unfinished = new LinkedHashMap<>() {
    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, Unfinished> eldest) {
      return size() > MAX_UNFINISHED;
    }
  };

  /**
   * @param maxLength of a datagram
   */
  RelayParts(int maxLength) {
    this.maxLength = maxLength;
  }

  /**
   * @param part is not released
   * @return the whole datagram if this was the last missing part, {@code null} otherwise
   */
  ByteBuf join(ByteBuf part) {
    int number = RelayPart.number(part);
    int count = RelayPart.count(part);
    int length = part.readableBytes() - RelayPart.HEADER_LENGTH;
    Unfinished datagram = unfinished.computeIfAbsent(number, key -> new Unfinished(count));
    int index = RelayPart.index(part);
    if (datagram.parts.length != count || datagram.length + length > maxLength) {
      unfinished.remove(number);
      return null;
    }
    if (datagram.parts[index] == null) {
      datagram.parts[index] = ByteBufUtil.getBytes(part, part.readerIndex() + RelayPart.HEADER_LENGTH, length);
      datagram.length += length;
      datagram.missing--;
    }
    return datagram.missing > 0 ? null : whole(unfinished.remove(number), part);
  }

  private static ByteBuf whole(Unfinished datagram, ByteBuf last) {
    ByteBuf whole = last.alloc().directBuffer(datagram.length);
    for (byte[] part : datagram.parts) {
      whole.writeBytes(part);
    }
    return whole;
  }
}
