package io.conec.impl.coordinator;

import io.conec.ClientInfo;
import io.conec.CoordinatorOptions;
import io.conec.impl.cluster.ClientRecord;
import io.conec.impl.identity.Certificates;
import io.conec.impl.transport.SourceNetwork;
import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.conec.impl.wire.ControlMessage;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A registered client, of this node or of another one of the cluster. It outlives its connection for some time, so that
 * a client that reconnects, to whichever node, keeps its channels.
 */
public final class RegisteredClient {

  private final Set<RelayedChannel> channels = new HashSet<>();
  private final RateLimit relayLimit;
  private volatile ClientRecord record;
  private volatile Session session;
  private volatile SourceNetwork source;
  private List<X509Certificate> chain;
  private Instant validUntil;
  private ScheduledFuture<?> linger;
  private int unanswered;

  RegisteredClient(ClientRecord record, CoordinatorOptions options) {
    this.record = record;
    this.relayLimit = new RateLimit(options.getMaxRelayedBytesPerSecond(), System::nanoTime);
  }

  public String id() {
    return record.id();
  }

  ClientRecord record() {
    return record;
  }

  /**
   * @return its own certificate; of clients of this node only
   */
  X509Certificate certificate() {
    return chain.get(0);
  }

  /**
   * @return the network of its address when this node admitted it, {@code null} for a client of another node; it may
   * have moved since
   */
  SourceNetwork source() {
    return source;
  }

  /** This node has admitted it, or counts it no more. */
  void source(SourceNetwork source) {
    this.source = source;
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
   * @return how it is reached, {@code null} while it has no connection
   */
  Session session() {
    return session;
  }

  /**
   * @return its connection to this node, {@code null} while it has none
   */
  LocalSession localSession() {
    return session instanceof LocalSession local ? local : null;
  }

  /**
   * @return how it is reached at another node, {@code null} when it is not at another node
   */
  RemoteSession remoteSession() {
    return session instanceof RemoteSession remote ? remote : null;
  }

  /**
   * @return the certificates that it presented last, its own first; of clients of this node only
   */
  List<X509Certificate> chain() {
    return chain;
  }

  /**
   * @return when the first certificate of its chain expires; of clients of this node only
   */
  Instant validUntil() {
    return validUntil;
  }

  /** It has connected, to this node or another one. */
  void connected(Session session, ClientRecord record) {
    this.record = record;
    this.session = session;
    chain = session instanceof LocalSession local ? local.certificates() : null;
    validUntil = chain == null ? null : Certificates.validUntil(chain, Instant.now());
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

  /** Send to a client of this node. */
  public void send(ControlMessage message) {
    LocalSession local = localSession();
    if (local != null) {
      local.send(message);
    }
  }

  void channelClosed(ChannelClosed closed) {
    if (session != null) {
      session.channelClosed(closed);
    }
  }

  /**
   * @param node the address of this node, {@code null} when it is not in a cluster
   */
  ClientInfo info(String node) {
    RemoteSession remote = remoteSession();
    InetSocketAddress own = address();
    return new ClientInfo(id(), remote != null || own == null ? record.address() : NetUtil.toSocketAddressString(own),
      record.fingerprint(), record.since(), channels.size(),
      remote == null ? node : NetUtil.toSocketAddressString(remote.remoteAddress()));
  }
}
