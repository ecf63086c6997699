package io.conec.impl.identity;

import io.conec.ConecError;
import io.conec.ConecException;
import io.netty.channel.EventLoop;

import java.security.cert.X509Certificate;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Verifies certificates again by the present rules, one after another. Confined to the event loop.
 */
public final class VerificationRound {

  /**
   * A certificate chain to verify.
   *
   * @param wanted  whether it still has to be verified
   * @param refused called once when the chain no longer proves the id
   */
  public record Subject(String id, List<X509Certificate> chain, BooleanSupplier wanted,
                        Consumer<ConecException> refused) {
  }

  /** The delay when too many verifications are waiting. */
  private static final long RETRY_MILLIS = 500;

  private final EventLoop eventLoop;
  private final VerificationQueue verifications;
  private final PeerCertificateVerifier verifier;
  private final Iterator<Subject> subjects;

  public VerificationRound(EventLoop eventLoop, VerificationQueue verifications, PeerCertificateVerifier verifier,
                           Iterator<Subject> subjects) {
    this.eventLoop = eventLoop;
    this.verifications = verifications;
    this.verifier = verifier;
    this.subjects = subjects;
  }

  public void start() {
    if (subjects.hasNext()) {
      verify(subjects.next());
    }
  }

  private void verify(Subject subject) {
    verifications.verify(this, subject.wanted, verifier, subject.id, subject.chain).onComplete(verified -> {
      if (verified.failed() && ((ConecException) verified.cause()).error() == ConecError.LIMIT_EXCEEDED) {
        eventLoop.schedule(() -> verify(subject), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        return;
      }
      if (verified.failed() && subject.wanted.getAsBoolean()) {
        subject.refused.accept((ConecException) verified.cause());
      }
      // As a task, because immediate failures would overflow the stack.
      eventLoop.execute(this::start);
    });
  }
}
