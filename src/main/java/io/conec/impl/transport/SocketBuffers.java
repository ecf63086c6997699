package io.conec.impl.transport;

import io.netty.channel.socket.DatagramChannel;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The system's buffers of a UDP socket. A small buffer loses bursts of datagrams, which QUIC interprets as a slow path.
 */
final class SocketBuffers {

  /** Holds a burst of some thousand datagrams. */
  private static final int WANTED = 4 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(SocketBuffers.class);

  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private SocketBuffers() {
  }

  /** Request the buffers before the socket is registered. */
  static void ask(DatagramChannel socket) {
    ask(socket, WANTED);
  }

  static void ask(DatagramChannel socket, int bytes) {
    socket.config().setReceiveBufferSize(bytes);
    socket.config().setSendBufferSize(bytes);
  }

  /** Log a warning, once in a process, when the system grants less; call it when the socket is open. */
  static void check(DatagramChannel socket, boolean nativeTransport) {
    String limited = limited(socket, nativeTransport, WANTED);
    if (limited != null && WARNED.compareAndSet(false, true)) {
      LOG.info(limited);
    }
  }

  /** @return what an administrator can do, {@code null} when the system has granted everything */
  static String limited(DatagramChannel socket, boolean nativeTransport, int wanted) {
    // Linux doubles the value for its own bookkeeping (socket(7)): the JDK halves it again, native transports do not.
    int scale = nativeTransport && !PlatformDependent.isOsx() ? 2 : 1;
    int receive = socket.config().getReceiveBufferSize() / scale;
    int send = socket.config().getSendBufferSize() / scale;
    if (receive >= wanted && send >= wanted) {
      return null;
    }
    return "the system grants this process UDP buffers of " + receive + " bytes to receive and " + send + " to send, "
      + "less than the " + wanted + " that it asks for: bursts may be lost, and transfers become slower. On Linux set "
      + "net.core.rmem_max=" + wanted + " and net.core.wmem_max=" + wanted + " with sysctl";
  }
}
