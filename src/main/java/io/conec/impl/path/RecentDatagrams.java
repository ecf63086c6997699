package io.conec.impl.path;

import io.netty.buffer.ByteBuf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The last datagrams that QUIC has sent, to be sent again on another path. When they are acknowledged, QUIC knows
 * immediately that earlier ones are lost. Otherwise it would wait, and longer for a path that was dead longer.
 */
final class RecentDatagrams {

  /** Enough to include one that is more than an acknowledgement; about 6 KB for a channel. */
  private static final int MAX = 4;

  private final Deque<ByteBuf> datagrams = new ArrayDeque<>(MAX);

  /**
   * @param datagram is retained
   */
  void add(ByteBuf datagram) {
    if (datagrams.size() == MAX) {
      datagrams.removeFirst().release();
    }
    datagrams.addLast(datagram.retain());
  }

  void forEach(Consumer<ByteBuf> action) {
    datagrams.forEach(action);
  }

  void clear() {
    datagrams.forEach(ByteBuf::release);
    datagrams.clear();
  }
}
