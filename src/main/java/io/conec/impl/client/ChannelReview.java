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
 * Checks open channels again, and ends those whose peer would no longer be accepted. Confined to the event loop.
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

  /** Verify the certificates of all peers by the present rules. */
  void verifyAll() {
    verify(channels.open().stream());
  }

  /** Verify the certificate of one peer. */
  void verify(ChannelImpl channel) {
    verify(Stream.of(channel));
  }

  private void verify(Stream<ChannelImpl> some) {
    PeerCertificateVerifier verifier = channels.verifier();
    new VerificationRound(eventLoop, channels.verifications(), verifier,
      some.map(channel -> subject(channel, verifier)).iterator()).start();
  }

  private Subject subject(ChannelImpl channel, PeerCertificateVerifier verifier) {
    return new Subject(channel.peer(), channel.identity().certificates(),
      () -> !channel.isClosed() && verifier == channels.verifier(),
      reason -> channel.close(reason.error(), reason.getMessage()));
  }
}
