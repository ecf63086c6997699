package io.conec.impl.identity;

import io.conec.ConecError;
import io.conec.ConecException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * Verifies certificates on worker threads: few at a time, and a bounded number waits. The sources take turns, so a
 * source with many requests delays each of the others by one verification. Confined to the event loop, except for the
 * verifications.
 */
public final class VerificationQueue {

  private record Job(Callable<Void> verification, BooleanSupplier wanted, Promise<Void> promise) {
  }

  /** Half of the cores; at least two, so that one slow verification does not stop the others. */
  private static final int PARALLEL = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);

  /** A verification takes about a millisecond, so all of these complete within seconds. */
  static final int MAX_WAITING = 1000;

  /** Clients behind one NAT share an address, and reconnect at the same moment. */
  static final int MAX_WAITING_PER_SOURCE = 250;

  private final ContextInternal context;
  private final int parallel;
  /** The waiting jobs by source, the next source first. */
  private final Map<Object, Deque<Job>> waiting = new LinkedHashMap<>();
  private int waitingCount;
  private int running;

  public VerificationQueue(ContextInternal context) {
    this(context, PARALLEL);
  }

  VerificationQueue(ContextInternal context, int parallel) {
    this.context = context;
    this.parallel = parallel;
  }

  /**
   * Verify that a chain proves an id.
   *
   * @param source the source of the chain; equal sources share a turn
   * @param wanted whether the result is still needed; called before the verification
   * @return completes on the event loop, or fails with a {@link ConecException}; the caller has to check again
   * everything that may have changed meanwhile
   */
  public Future<Void> verify(Object source, BooleanSupplier wanted, PeerCertificateVerifier verifier, String id,
                             List<X509Certificate> chain) {
    Promise<Void> promise = Promise.promise();
    ConecException refusal = refusal(source, chain);
    if (refusal != null) {
      // Fail later, as all results come later: a connection cannot be closed properly while QUIC reads a datagram.
      context.nettyEventLoop().execute(() -> promise.fail(refusal));
      return promise.future();
    }
    waiting.computeIfAbsent(source, key -> new ArrayDeque<>()).add(new Job(() -> {
      verifier.check(id, chain);
      return null;
    }, wanted, promise));
    waitingCount++;
    runNext();
    return promise.future();
  }

  private ConecException refusal(Object source, List<X509Certificate> chain) {
    try {
      ChainLimits.check(chain);
    } catch (IdentityException e) {
      return e;
    }
    Deque<Job> ofSource = waiting.get(source);
    boolean full = waitingCount >= MAX_WAITING || ofSource != null && ofSource.size() >= MAX_WAITING_PER_SOURCE;
    return full ? new ConecException(ConecError.LIMIT_EXCEEDED,
      "too many certificates are waiting to be verified, try again later") : null;
  }

  private void runNext() {
    while (running < parallel && !waiting.isEmpty()) {
      Job job = take();
      if (job.wanted.getAsBoolean()) {
        run(job);
      } else {
        job.promise.fail(new ConecException(ConecError.PEER_LOST, "the connection has ended"));
      }
    }
  }

  private Job take() {
    Iterator<Map.Entry<Object, Deque<Job>>> sources = waiting.entrySet().iterator();
    Map.Entry<Object, Deque<Job>> first = sources.next();
    sources.remove();
    Job job = first.getValue().remove();
    waitingCount--;
    if (!first.getValue().isEmpty()) {
      waiting.put(first.getKey(), first.getValue());
    }
    return job;
  }

  private void run(Job job) {
    running++;
    context.executeBlocking(job.verification, false).onComplete(verified -> context.nettyEventLoop().execute(() -> {
      running--;
      if (verified.succeeded()) {
        job.promise.complete();
      } else {
        job.promise.fail(failure(verified.cause()));
      }
      runNext();
    }));
  }

  /** A trust manager of the application may throw anything: then it has not accepted the certificate. */
  private static ConecException failure(Throwable cause) {
    return cause instanceof IdentityException refused ? refused
      : new ConecException(ConecError.CERTIFICATE_UNTRUSTED, "the certificate could not be verified: " + cause, cause);
  }
}
