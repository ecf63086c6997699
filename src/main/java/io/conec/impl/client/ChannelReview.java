package io.conec.impl.client;

import io.conec.ConecError;
import io.conec.impl.channel.ChannelImpl;
import io.conec.impl.identity.PeerCertificateVerifier;
import io.conec.impl.identity.VerificationRound;
import io.conec.impl.identity.VerificationRound.Subject;
import io.netty.channel.EventLoop;

import java.time.Instant;
import java.util.stream.Stream;

/**
 * Looks at open channels again, and ends those whose peer would not be taken any more. On the event loop.
 */
final class ChannelReview {

  private final EventLoop eventLoop;
  private final Channels channels;

  ChannelReview(EventLoop eventLoop, Channels channels) {
    this.eventLoop = eventLoop;
    this.channels = channels;
  }

  void closeExpired(Instant now) {
    for (ChannelImpl channel : channels.open()) {
      if (now.isAfter(channel.identity().validUntil())) {
        channel.close(ConecError.CERTIFICATE_EXPIRED, "the certificate of '" + channel.peer() + "' has expired at "
          + channel.identity().validUntil());
      }
    }
  }

  /** Whether their certificates prove what is asked for now. */
  void verifyAll() {
    verify(channels.open().stream());
  }

  /** The same for one. */
  void verify(ChannelImpl channel) {
    verify(Stream.of(channel));
  }

  private void verify(Stream<ChannelImpl> some) {
    PeerCertificateVerifier admission = channels.admission();
    new VerificationRound(eventLoop, channels.verifications(), admission,
      some.map(channel -> subject(channel, admission)).iterator()).start();
  }

  private Subject subject(ChannelImpl channel, PeerCertificateVerifier admission) {
    return new Subject(channel.peer(), channel.identity().certificates(),
      () -> !channel.isClosed() && admission == channels.admission(),
      reason -> channel.close(reason.error(), reason.getMessage()));
  }
}
