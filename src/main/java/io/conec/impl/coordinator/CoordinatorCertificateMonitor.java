package io.conec.impl.coordinator;

import io.conec.CoordinatorOptions;
import io.conec.impl.identity.ExpiryNotices;
import io.conec.impl.identity.Reloaded;
import io.conec.impl.identity.RevocationList;
import io.conec.impl.transport.UdpEndpoint;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Reloads the certificate of the Coordinator and the trust in its clients, and looks for certificates that expire.
 * Confined to the event loop.
 */
final class CoordinatorCertificateMonitor {

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorCertificateMonitor.class);

  /** There is no timer for the expiry of a certificate, because clocks may be set, and machines may sleep. */
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final Clock clock;
  private final Reloaded<CoordinatorIdentity> identity;
  private final ExpiryNotices notices;
  /** The lists that a warning was logged for. They are compared by identity, because their content may be long. */
  private final Set<RevocationList> warnedOverdue = Collections.newSetFromMap(new IdentityHashMap<>());
  private CoordinatorOptions options;
  private Registry registry;
  private ClientReview review;
  private UdpEndpoint endpoint;
  private Instant checked;
  private ScheduledFuture<?> timer;

  CoordinatorCertificateMonitor(VertxInternal vertx, ContextInternal context, CoordinatorOptions options, Clock clock) {
    this.vertx = vertx;
    this.context = context;
    this.options = options;
    this.clock = clock;
    this.identity = new Reloaded<>(context, this::changed);
    this.notices = new ExpiryNotices(clock, LOG::warn);
  }

  /**
   * Read the files that these options name. Options that are not set keep their value.
   *
   * @return completes on the event loop with whether anything changed; when it fails, nothing changed
   */
  Future<Boolean> update(CoordinatorOptions changes) {
    return identity.update(() -> apply(changes));
  }

  private Future<Boolean> apply(CoordinatorOptions changes) {
    CoordinatorOptions next = new CoordinatorOptions(options);
    if (changes.getKeyCertOptions() != null) {
      next.setKeyCertOptions(changes.getKeyCertOptions());
    }
    if (changes.getClientTrustOptions() != null) {
      next.setClientTrustOptions(changes.getClientTrustOptions());
    }
    if (!changes.getCrlPaths().isEmpty()) {
      next.setCrlPaths(changes.getCrlPaths());
    }
    if (changes.getDenyListPath() != null) {
      next.setDenyListPath(changes.getDenyListPath());
    }
    return identity.read(new CoordinatorCertificateSource(vertx, next, clock)).onSuccess(changed -> options = next);
  }

  /**
   * @return the certificate of the Coordinator and the trust in its clients, {@code null} before they were read; from
   * any thread
   */
  CoordinatorIdentity identity() {
    return identity.current();
  }

  void start(Registry registry, ClientReview review, UdpEndpoint endpoint) {
    this.registry = registry;
    this.review = review;
    this.endpoint = endpoint;
    identity.watch();
    checked = clock.instant();
    timer = context.nettyEventLoop().scheduleWithFixedDelay(this::checkTime, 0, CHECK_INTERVAL.toMillis(),
      TimeUnit.MILLISECONDS);
  }

  private void checkTime() {
    Instant now = clock.instant();
    review.cutOffExpired(now);
    CoordinatorIdentity current = identity();
    if (current.authorities().stream().anyMatch(authority -> endedSince(checked, now, authority))) {
      review.verifyAll();
    }
    checked = now;
    notices.check(current.certificates());
    for (RevocationList list : current.revocations().lists()) {
      if (list.isOverdue(now) && warnedOverdue.add(list)) {
        LOG.warn(list + " is out of date: put a newer one into 'crlPaths'. It stays in force until then");
      }
    }
  }

  private static boolean endedSince(Instant before, Instant now, X509Certificate certificate) {
    Instant end = certificate.getNotAfter().toInstant();
    return end.isBefore(now) && !end.isBefore(before);
  }

  private boolean changed(CoordinatorIdentity before, CoordinatorIdentity now) {
    if (endpoint == null) {
      return true;
    }
    boolean certificateChanged = !now.credentials().equals(before.credentials());
    boolean trustChanged = now.verifier() != before.verifier();
    boolean revocationsChanged = !now.revocations().equals(before.revocations());
    if (certificateChanged) {
      LOG.info("This Coordinator presents another certificate to new connections");
      endpoint.present(now.credentials(), List.of());
    }
    if (revocationsChanged) {
      LOG.info("The deny list or a CRL has changed");
      warnedOverdue.clear();
      review.cutOffRevoked();
    }
    if (trustChanged) {
      LOG.info("The client authority has changed");
      review.welcomeAll();
      review.verifyAll();
    }
    return certificateChanged || trustChanged || revocationsChanged;
  }

  void close() {
    identity.close();
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
