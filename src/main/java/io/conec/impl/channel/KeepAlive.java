package io.conec.impl.channel;

import io.conec.ClientOptions;
import io.conec.impl.transport.QuicConnection;

import java.time.Duration;

/**
 * How often a connection has to be kept alive.
 */
public final class KeepAlive {

  /** Keep-alives that fit into the idle time-out, so that one or two may be lost. */
  private static final int PER_IDLE_TIMEOUT = 3;

  private KeepAlive() {
  }

  /**
   * @return the interval of the options, or less when the idle time-out of either side asks for it
   */
  public static Duration interval(ClientOptions options, QuicConnection connection) {
    Duration needed = idleTimeout(options, connection).dividedBy(PER_IDLE_TIMEOUT);
    return needed.compareTo(options.getKeepAliveInterval()) < 0 ? needed : options.getKeepAliveInterval();
  }

  /**
   * @return the shorter idle time-out of the two sides
   */
  static Duration idleTimeout(ClientOptions options, QuicConnection connection) {
    Duration idle = options.getIdleTimeout();
    Duration peerIdle = connection.peerIdleTimeout();
    return !peerIdle.isZero() && peerIdle.compareTo(idle) < 0 ? peerIdle : idle;
  }
}
