package io.conec.impl.channel;

import io.conec.ClientOptions;
import io.conec.PathPolicy;
import io.conec.impl.util.DurationMath;
import io.conec.impl.wire.ControlMessage.Greeting;

import java.time.Duration;

/**
 * The settings of a channel: the stricter of those in the greetings of its two ends.
 *
 * @param policy      the paths that both ends allow, {@code null} when there are none
 * @param idleTimeout the idle time-out
 */
record NegotiatedSettings(PathPolicy policy, Duration idleTimeout) {

  static NegotiatedSettings of(ClientOptions options, PathPolicy policy, Greeting peer) {
    Duration idleTimeout = DurationMath.min(options.getIdleTimeout(), Duration.ofMillis(peer.idleTimeout()));
    return new NegotiatedSettings(stricter(policy, peer.paths()), idleTimeout);
  }

  private static PathPolicy stricter(PathPolicy one, PathPolicy other) {
    if (one == PathPolicy.AUTO) {
      return other;
    }
    return other == PathPolicy.AUTO || other == one ? one : null;
  }
}
