package io.conec.impl.channel;

import io.conec.ClientOptions;
import io.conec.impl.util.DurationMath;

import java.time.Duration;

/**
 * Computes the keep-alive interval of a connection.
 */
public final class KeepAlive {

  /** Keep-alives within an idle time-out, so that one or two may be lost. */
  private static final int PER_IDLE_TIMEOUT = 3;

  /** The shortest interval, whatever the other side asks for. */
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private KeepAlive() {
  }

  /**
   * @param peerIdleTimeout the idle time-out of the other side, zero for none
   * @return the interval of the options, or a shorter one that suits the idle time-outs of both sides
   */
  public static Duration interval(ClientOptions options, Duration peerIdleTimeout) {
    Duration idle = options.getIdleTimeout();
    Duration shorter = peerIdleTimeout.isZero() ? idle : DurationMath.min(idle, peerIdleTimeout);
    Duration needed = shorter.dividedBy(PER_IDLE_TIMEOUT);
    return DurationMath.min(options.getKeepAliveInterval(), DurationMath.max(SHORTEST, needed));
  }
}
