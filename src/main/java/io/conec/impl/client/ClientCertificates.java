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
 * Keeps up to date what a client shows and whom it trusts, and compares certificates with the clock. On the event loop.
 */
final class ClientCertificates {

  private static final Logger LOG = LoggerFactory.getLogger(ClientCertificates.class);

  /** No timer runs until the end of a certificate: a clock may be set, and a machine may sleep. */
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  private final VertxInternal vertx;
  private final ContextInternal context;
  private final Clock clock = Clock.systemUTC();
  private final Reloaded<ClientIdentity> identity;
  private final ExpiryNotices notices = new ExpiryNotices(clock, LOG::warn);
  private ClientOptions options;
  private Future<Boolean> lastUpdate = Future.succeededFuture();
  private UdpEndpoint endpoint;
  private CoordinatorConnection link;
  private Channels channels;
  private ChannelAcceptor acceptor;
  private List<byte[]> handedOut;
  private Credentials shown;
  private boolean warned;
  private ScheduledFuture<?> timer;

  ClientCertificates(VertxInternal vertx, ContextInternal context, ClientOptions options) {
    this.vertx = vertx;
    this.context = context;
    this.options = options;
    this.identity = new Reloaded<>(context, this::changed);
  }

  /**
   * Read what the options say of certificates; what they do not say stays as it is.
   *
   * @return completes on the event loop with whether anything has changed; when it fails nothing has
   */
  Future<Boolean> update(ClientOptions changes) {
    // One after another: each begins with what the one before it has left.
    lastUpdate = lastUpdate.transform(done -> apply(changes));
    return lastUpdate;
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
   * @return what the next connection to a Coordinator shows, and whom to trust
   */
  ClientIdentity identity() {
    return identity.current();
  }

  void start(UdpEndpoint endpoint, CoordinatorConnection link, Channels channels, ChannelAcceptor acceptor) {
    this.endpoint = endpoint;
    this.link = link;
    this.channels = channels;
    this.acceptor = acceptor;
    shown = identity().credentials();
    identity.watch();
    timer = context.nettyEventLoop().scheduleWithFixedDelay(this::checkTime, 0, CHECK_INTERVAL.toMillis(),
      TimeUnit.MILLISECONDS);
  }

  private void checkTime() {
    notices.check(identity().certificates());
    channels.review().closeExpired(clock.instant());
  }

  /**
   * The Coordinator has registered what the connection to it shows: it introduces that from now on.
   *
   * @param peerTrust the authorities that it hands out
   * @return whether they can be used; the connection is ended when not
   */
  boolean registered(List<byte[]> peerTrust) {
    Credentials registered = identity().credentials();
    if (!registered.equals(shown)) {
      shown = registered;
      Runnable forget = endpoint.present(registered, acceptor.introduced());
      context.nettyEventLoop().schedule(forget, options.getOpenTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }
    return trust(peerTrust);
  }

  /**
   * Have peers prove what our options say, or these authorities of the Coordinator when they say nothing.
   *
   * @return whether they can be used; the connection to the Coordinator is ended when not
   */
  boolean trust(List<byte[]> peerTrust) {
    try {
      channels.admission(identity().admission(peerTrust));
    } catch (ConecException e) {
      link.onControlFailure(e);
      return false;
    }
    handedOut = peerTrust;
    warnWithoutAuthority();
    return true;
  }

  /** A Coordinator with a client authority hands it out. One that does not has none, or lies. */
  private void warnWithoutAuthority() {
    boolean issued = !Certificates.isSelfSigned(identity().credentials().leaf());
    if (issued && identity().configured() == null && handedOut.isEmpty() && !warned) {
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
    boolean shows = !now.credentials().equals(before.credentials());
    boolean trusts = !now.trustsLike(before);
    if (trusts && handedOut != null) {
      LOG.info("'" + options.getId() + "' trusts other authorities");
      if (trust(handedOut)) {
        channels.review().verifyAll();
      }
    }
    if (shows) {
      LOG.info("'" + options.getId() + "' has another certificate and registers it");
      link.reconnect(new ConecException(ConecError.COORDINATOR_LOST, "the client's certificate has changed"));
    }
    return shows || trusts;
  }

  void close() {
    identity.close();
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
