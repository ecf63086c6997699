package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.identity.PeerCertificateVerifier;
import io.conec.impl.identity.VerificationQueue;
import io.conec.impl.identity.VerificationRound;
import io.conec.impl.identity.VerificationRound.Subject;
import io.netty.channel.EventLoop;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Looks at registered clients again, and cuts off those that would not be let in any more. On the event loop.
 */
final class ClientReview {

  /** Clients in a row before others have a turn: less than a millisecond. */
  private static final int BATCH = 50;

  private final EventLoop eventLoop;
  private final Registry registry;
  private final VerificationQueue verifications;

  ClientReview(EventLoop eventLoop, Registry registry, VerificationQueue verifications) {
    this.eventLoop = eventLoop;
    this.registry = registry;
    this.verifications = verifications;
  }

  void cutOffExpired(Instant now) {
    List<RegisteredClient> expired = registry.all().stream().filter(member ->
      now.isAfter(member.validUntil())).toList();
    expired.forEach(member -> registry.cutOff(member, new ConecException(ConecError.CERTIFICATE_EXPIRED,
      "the certificate of '" + member.id() + "' has expired at " + member.validUntil())));
  }

  void cutOffRevoked() {
    forEach(new ArrayDeque<>(registry.all()), member -> {
      ConecException refusal = registry.identity().refusal(member.id(), member.chain());
      if (refusal != null) {
        registry.cutOff(member, refusal);
      }
    });
  }

  /** Hand out the authorities that are trusted now. */
  void welcomeAll() {
    forEach(new ArrayDeque<>(registry.all()), registry::welcomeAgain);
  }

  private void forEach(Queue<RegisteredClient> members, Consumer<RegisteredClient> action) {
    for (int count = 0; count < BATCH && !members.isEmpty(); count++) {
      RegisteredClient member = members.remove();
      if (registry.get(member.id()) == member) {
        action.accept(member);
      }
    }
    if (!members.isEmpty()) {
      eventLoop.execute(() -> forEach(members, action));
    }
  }

  /** Whether their certificates are of the authorities that are trusted now. */
  void verifyAll() {
    PeerCertificateVerifier admission = registry.identity().admission();
    new VerificationRound(eventLoop, verifications, admission, List.copyOf(registry.all()).stream()
      .map(member -> subject(member, member.chain(), admission)).iterator()).start();
  }

  private Subject subject(RegisteredClient member, List<X509Certificate> chain, PeerCertificateVerifier admission) {
    // With another chain the client has come back: every hello is verified.
    return new Subject(member.id(), chain, () -> registry.get(member.id()) == member && member.chain() == chain
      && admission == registry.identity().admission(), reason -> registry.cutOff(member, reason));
  }
}
