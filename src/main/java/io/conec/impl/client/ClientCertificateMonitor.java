package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.ExpiryNotices;
import io.conec.impl.identity.Reloaded;
import io.conec.impl.transport.UdpEndpoint;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reloads the certificate of a client and the trust in its peers, and looks for certificates that expire. Confined to
 * the event loop.
 */
final class ClientCertificateMonitor {

  private static final Logger LOG = LoggerFactory.getLogger(ClientCertificateMonitor.class);

  /** There is no timer for the expiry of a certificate, because clocks may be set, and machines may sleep. */
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final Clock clock = Clock.systemUTC();
  private final Reloaded<ClientIdentity> identity;
  private final ExpiryNotices notices = new ExpiryNotices(clock, LOG::warn);
  private ClientOptions options;
  private UdpEndpoint endpoint;
  private CoordinatorConnection coordinator;
  private Channels channels;
  private ChannelAcceptor acceptor;
  private List<byte[]> receivedAuthorities;
  private Credentials presented;
  private boolean warned;
  private ScheduledFuture<?> timer;

  ClientCertificateMonitor(VertxInternal vertx, ContextInternal context, ClientOptions options) {
    this.vertx = vertx;
    this.context = context;
    this.options = options;
    this.identity = new Reloaded<>(context, this::changed);
  }

  /**
   * Read the certificates that these options name. Options that are not set keep their value.
   *
   * @return completes on the event loop with whether anything changed; when it fails, nothing changed
   */
  Future<Boolean> update(ClientOptions changes) {
    return identity.update(() -> apply(changes));
  }

  private Future<Boolean> apply(ClientOptions changes) {
    ClientOptions next = new ClientOptions(options);
    if (changes.getKeyCertOptions() != null) {
      next.setKeyCertOptions(changes.getKeyCertOptions());
    }
    if (changes.getTrustOptions() != null) {
      next.setTrustOptions(changes.getTrustOptions());
    }
    if (changes.getPeerTrustOptions() != null) {
      next.setPeerTrustOptions(changes.getPeerTrustOptions());
    }
    return identity.read(new ClientCertificateSource(vertx, next, clock)).onSuccess(changed -> options = next);
  }

  /**
   * @return the certificate for the next connection to a Coordinator, and the trust
   */
  ClientIdentity identity() {
    return identity.current();
  }

  void start(UdpEndpoint endpoint, CoordinatorConnection coordinator, Channels channels, ChannelAcceptor acceptor) {
    this.endpoint = endpoint;
    this.coordinator = coordinator;
    this.channels = channels;
    this.acceptor = acceptor;
    presented = identity().credentials();
    identity.watch();
    timer = context.nettyEventLoop().scheduleWithFixedDelay(this::checkTime, 0, CHECK_INTERVAL.toMillis(),
      TimeUnit.MILLISECONDS);
  }

  private void checkTime() {
    notices.check(identity().certificates());
    channels.review().closeExpired(clock.instant());
  }

  /**
   * The Coordinator has registered the certificate of this connection: from now on it introduces this client with it.
   *
   * @param peerTrust the authorities that the Coordinator has sent
   * @return whether they can be used; otherwise the connection is ended
   */
  boolean registered(List<byte[]> peerTrust) {
    Credentials registered = identity().credentials();
    if (!registered.equals(presented)) {
      presented = registered;
      Runnable forget = endpoint.present(registered, acceptor.expectedPeers());
      context.nettyEventLoop().schedule(forget, options.getOpenTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }
    return trust(peerTrust);
  }

  /**
   * Verify peers by the options of this client, or, without such options, by these authorities of the Coordinator.
   *
   * @return whether they can be used; otherwise the connection to the Coordinator is ended
   */
  boolean trust(List<byte[]> peerTrust) {
    try {
      channels.verifier(identity().verifier(peerTrust));
    } catch (ConecException e) {
      coordinator.onControlFailure(e);
      return false;
    }
    receivedAuthorities = peerTrust;
    warnWithoutAuthority();
    return true;
  }

  /** A Coordinator with a client authority sends it to clients. One that sends none has none, or misbehaves. */
  private void warnWithoutAuthority() {
    boolean issued = !Certificates.isSelfSigned(identity().credentials().leaf());
    if (issued && identity().configured() == null && receivedAuthorities.isEmpty() && !warned) {
      warned = true;
      LOG.warn("'" + options.getId() + "' has a certificate of an authority, but the Coordinator names no authority "
        + "for peers: a peer needs only a self-signed certificate, and the Coordinator alone says whose it is. Set "
        + "'peerTrustOptions' here, or 'clientTrustOptions' at the Coordinator");
    }
  }

  private boolean changed(ClientIdentity before, ClientIdentity now) {
    if (endpoint == null) {
      return true;
    }
    boolean certificateChanged = !now.credentials().equals(before.credentials());
    boolean trustChanged = !now.trustsLike(before);
    if (trustChanged && receivedAuthorities != null) {
      LOG.info("'" + options.getId() + "' trusts other authorities");
      if (trust(receivedAuthorities)) {
        channels.review().verifyAll();
      }
    }
    if (certificateChanged) {
      LOG.info("'" + options.getId() + "' has another certificate and registers it");
      coordinator.reconnect(new ConecException(ConecError.COORDINATOR_LOST, "the client's certificate has changed"));
    }
    return certificateChanged || trustChanged;
  }

  void close() {
    identity.close();
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
