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
 * Checks registered clients again, and cuts off those that would no longer be admitted. Confined to the event loop.
 */
final class ClientReview {

  /** Clients checked in one go, before the event loop does other work: takes less than a millisecond. */
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
    List<RegisteredClient> expired = registry.all().stream().filter(client ->
      now.isAfter(client.validUntil())).toList();
    expired.forEach(client -> registry.cutOff(client, new ConecException(ConecError.CERTIFICATE_EXPIRED,
      "the certificate of '" + client.id() + "' has expired at " + client.validUntil())));
  }

  void cutOffRevoked() {
    forEach(new ArrayDeque<>(registry.all()), client -> {
      ConecException refusal = registry.identity().refusal(client.id(), client.chain());
      if (refusal != null) {
        registry.cutOff(client, refusal);
      }
    });
  }

  /** Send the authorities that are trusted now to all clients. */
  void welcomeAll() {
    forEach(new ArrayDeque<>(registry.all()), registry::welcomeAgain);
  }

  private void forEach(Queue<RegisteredClient> clients, Consumer<RegisteredClient> action) {
    for (int count = 0; count < BATCH && !clients.isEmpty(); count++) {
      RegisteredClient client = clients.remove();
      if (registry.get(client.id()) == client) {
        action.accept(client);
      }
    }
    if (!clients.isEmpty()) {
      eventLoop.execute(() -> forEach(clients, action));
    }
  }

  /** Verify the certificates of all clients with the authorities that are trusted now. */
  void verifyAll() {
    PeerCertificateVerifier verifier = registry.identity().verifier();
    new VerificationRound(eventLoop, verifications, verifier, List.copyOf(registry.all()).stream()
      .map(client -> subject(client, client.chain(), verifier)).iterator()).start();
  }

  private Subject subject(RegisteredClient client, List<X509Certificate> chain, PeerCertificateVerifier verifier) {
    // If the chain is another one, the client has reconnected, and its hello was verified.
    return new Subject(client.id(), chain, () -> registry.get(client.id()) == client && client.chain() == chain
      && verifier == registry.identity().verifier(), reason -> registry.cutOff(client, reason));
  }
}
