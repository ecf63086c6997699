package io.conec.impl.coordinator;

import io.conec.ClientInfo;
import io.conec.CoordinatorOptions;
import io.conec.impl.identity.Certificates;
import io.conec.impl.transport.SourceNetwork;
import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.ControlMessage;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A registered client. It outlives its connection for some time, so that a client that reconnects keeps its channels.
 */
public final class RegisteredClient {

  private final String id;
  private final String instance;
  private final boolean acceptsChannels;
  private final SourceNetwork source;
  private final Instant since = Instant.now();
  private final Set<RelayedChannel> channels = new HashSet<>();
  private final RateLimit relayLimit;
  private volatile Session session;
  private volatile List<X509Certificate> chain;
  private Instant validUntil;
  private boolean issued;
  private ScheduledFuture<?> linger;
  private Future<Long> check;
  private int unanswered;

  RegisteredClient(String id, String instance, boolean acceptsChannels, SourceNetwork source,
                   CoordinatorOptions options) {
    this.id = id;
    this.instance = instance;
    this.acceptsChannels = acceptsChannels;
    this.source = source;
    this.relayLimit = new RateLimit(options.getMaxRelayedBytesPerSecond(), System::nanoTime);
  }

  public String id() {
    return id;
  }

  String instance() {
    return instance;
  }

  X509Certificate certificate() {
    return chain.get(0);
  }

  boolean acceptsChannels() {
    return acceptsChannels;
  }

  /**
   * @return the network of its address when it registered; it may have moved since
   */
  SourceNetwork source() {
    return source;
  }

  Set<RelayedChannel> channels() {
    return channels;
  }

  /**
   * @return how many introductions it has requested that are not answered yet
   */
  int unanswered() {
    return unanswered;
  }

  /** It has requested an introduction. */
  void introductionRequested() {
    unanswered++;
  }

  /**
   * A {@linkplain #introductionRequested() requested} introduction is answered, whether it was still connected or not.
   */
  void introductionAnswered() {
    unanswered--;
  }

  RateLimit relayLimit() {
    return relayLimit;
  }

  /**
   * @return its connection, {@code null} while it has none
   */
  Session session() {
    return session;
  }

  /**
   * @return the certificates that it presented last, its own first
   */
  List<X509Certificate> chain() {
    return chain;
  }

  /**
   * @return when the first certificate of its chain expires
   */
  Instant validUntil() {
    return validUntil;
  }

  /**
   * @return whether a client authority has issued its certificate; otherwise it is self-signed
   */
  boolean isIssued() {
    return issued;
  }

  /**
   * It has connected with this session.
   *
   * @param issued whether a client authority has issued its certificate
   */
  void connected(Session session, boolean issued) {
    this.issued = issued;
    chain = session.certificates();
    validUntil = Certificates.validUntil(chain, Instant.now());
    this.session = session;
    check = null;
    if (linger != null) {
      linger.cancel(false);
      linger = null;
    }
  }

  /** It has lost its connection; the timer removes it when it does not reconnect. */
  void disconnected(ScheduledFuture<?> linger) {
    session = null;
    this.linger = linger;
  }

  /** It has left for good. */
  void ended() {
    session = null;
    if (linger != null) {
      linger.cancel(false);
    }
  }

  /**
   * @return the source and the destination of its datagrams, {@code null} while it has no connection
   */
  InetSocketAddress address() {
    Session current = session;
    return current == null ? null : current.remoteAddress();
  }

  /**
   * @return a ping; it fails when it is not answered in time. All callers share a ping that is under way, so that
   * strangers who ask for this id again and again do not use up the allowance of this client
   */
  Future<Long> checkAlive(Duration timeout) {
    if (check == null || check.isComplete()) {
      check = session.ping(timeout);
    }
    return check;
  }

  public void send(ControlMessage message) {
    if (session != null) {
      session.send(message);
    }
  }

  ClientInfo info() {
    InetSocketAddress address = address();
    return new ClientInfo(id, address == null ? "" : NetUtil.toSocketAddressString(address),
      Certificates.fingerprint(certificate()), since, channels.size());
  }
}
