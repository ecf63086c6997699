package io.conec.impl.transport;

import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;

/**
 * What happens below QUIC while a connection is made, and tells people why it was not.
 */
public final class ConnectWatch {

  private final InetSocketAddress remote;
  private boolean heard;
  private Throwable unsent;

  ConnectWatch(InetSocketAddress remote) {
    this.remote = remote;
  }

  /** The system has taken a datagram, or not. */
  void written(Future<?> written) {
    if (!written.isSuccess()) {
      unsent = written.cause();
    }
  }

  /** A datagram has come. */
  void received(InetSocketAddress sender) {
    heard |= remote.equals(sender);
  }

  /** @return whether anything has come from there */
  boolean heard() {
    return heard;
  }

  /** @return why the system has not sent a datagram, {@code null} when it has sent all */
  Throwable unsent() {
    return unsent;
  }
}
