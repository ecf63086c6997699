package io.conec.impl.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.AttributeKey;

/**
 * A socket that is to be closed waits until its connections have told the other side that they close. Confined to the
 * event loop.
 */
final class ClosingConnections {

  private static final AttributeKey<ClosingConnections> KEY =
    AttributeKey.valueOf(ClosingConnections.class.getName());

  private final Channel socket;
  private int count;
  private boolean socketCloses;

  private ClosingConnections(Channel socket) {
    this.socket = socket;
  }

  static ClosingConnections of(Channel socket) {
    if (!socket.hasAttr(KEY)) {
      socket.attr(KEY).set(new ClosingConnections(socket));
    }
    return socket.attr(KEY).get();
  }

  void add() {
    count++;
  }

  void remove() {
    count--;
    closeIfNone();
  }

  ChannelFuture closeSocket() {
    socketCloses = true;
    closeIfNone();
    return socket.closeFuture();
  }

  private void closeIfNone() {
    if (socketCloses && count == 0) {
      socket.close();
    }
  }
}
