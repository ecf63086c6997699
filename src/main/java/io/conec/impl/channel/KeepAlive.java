package io.conec.impl.channel;

import io.conec.ClientOptions;

import java.time.Duration;

/**
 * How often a connection has to be kept alive.
 */
public final class KeepAlive {

  /** Keep-alives that fit into the idle time-out, so that one or two may be lost. */
  private static final int PER_IDLE_TIMEOUT = 3;

  /** Whatever the other side asks for. */
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private KeepAlive() {
  }

  /**
   * @param peerIdleTimeout the idle time-out of the other side, zero for none
   * @return the interval of the options, or less when the idle time-out of either side asks for it
   */
  public static Duration interval(ClientOptions options, Duration peerIdleTimeout) {
    Duration idle = options.getIdleTimeout();
    Duration shorter = peerIdleTimeout.isZero() ? idle : shorter(idle, peerIdleTimeout);
    Duration needed = shorter.dividedBy(PER_IDLE_TIMEOUT);
    return shorter(options.getKeepAliveInterval(), needed.compareTo(SHORTEST) < 0 ? SHORTEST : needed);
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
