package io.conec.impl.path;

import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.impl.identity.Certificates;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.util.Backoff;
import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.ArrivedCounts;
import io.conec.impl.wire.ControlMessage.Candidates;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds the direct path of one end of a channel. Both ends probe all candidates of the other at the same time, in
 * rounds, and each selects the best path that answers. Confined to the event loop.
 */
final class PathFinder implements Prober.Listener, CheckList.Listener, PathMonitor.Listener {

  /** After this time a path was not found by chance: when it dies, the search for another starts immediately. */
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final EventLoop eventLoop;
  private final UdpEndpoint endpoint;
  private final Route route;
  private final LocalCandidates local;
  private final Consumer<Candidates> signal;
  private final ClientDatagramRouter.Listener relayListener;
  private final PathPolicy policy;
  private final DirectPathLossDetector lossDetector = new DirectPathLossDetector();
  private final Prober prober;
  private final PathMonitor monitor;
  private final RemoteCandidates remotes;
  private final CheckList checks;
  private final Backoff backoff;
  private ScheduledFuture<?> retry;
  private long selectedAt;
  private boolean stopped;

  /**
   * @param connection of the channel, for the certificates of both ends
   * @param policy     what both ends allow
   * @param fullLength length of the largest datagrams that a path has to carry
   * @param probes     limits the probes of all channels of the client together
   * @param signal     sends the local candidates to the peer
   * @param relayListener notified when the relay is in doubt, and when it answers again
   */
  PathFinder(EventLoop eventLoop, UdpEndpoint endpoint, Route route, LocalCandidates local, PathOptions options,
             QuicConnection connection, PathPolicy policy, int fullLength, RateLimit probes,
             Consumer<Candidates> signal, ClientDatagramRouter.Listener relayListener) {
    this.eventLoop = eventLoop;
    this.endpoint = endpoint;
    this.route = route;
    this.local = local;
    this.signal = signal;
    this.relayListener = relayListener;
    this.policy = policy;
    this.prober = new Prober(endpoint, Certificates.digest(connection.localCertificate()),
      Certificates.digest(connection.peerCertificates().get(0)), lossDetector, this);
    this.monitor = new PathMonitor(eventLoop, prober, lossDetector, options.getProbeInterval(), this);
    route.relayPath().pmtuMonitor(new RelayPmtuMonitor(eventLoop, prober, route, connection.stats()::datagramSize));
    this.remotes = new RemoteCandidates(local);
    this.checks = new CheckList(eventLoop, connection, prober, remotes, fullLength, probes, this);
    this.backoff = new Backoff(options.getRetryDelay(), options.getMaxRetryDelay(), ThreadLocalRandom.current());
  }

  long probeId() {
    return prober.id();
  }

  /** Start to monitor the relayed path, and signal the local candidates to the peer. */
  void start() {
    monitor.watch(route.relayPath());
    signalCandidates();
  }

  private void signalCandidates() {
    List<String> addresses = policy == PathPolicy.RELAY_ONLY ? List.of() : local.toSignal();
    checks.signalled();
    signal.accept(new Candidates(prober.id(), prober.key(), addresses));
  }

  /** The peer has signalled its candidates: it wants a round of checks. */
  void remoteCandidates(Candidates candidates) {
    List<InetSocketAddress> addresses =
      candidates.addresses().stream().limit(LocalCandidates.MAX).map(Addresses::parse).toList();
    prober.peer(candidates.id(), candidates.key());
    if (policy == PathPolicy.RELAY_ONLY) {
      monitor.probe();
    } else {
      if (remotes.signalled(addresses, route.path())) {
        backoff.reset();
      }
      round();
    }
  }

  /** The local candidates have changed. */
  void refresh() {
    backoff.reset();
    checkAgain();
  }

  private void checkAgain() {
    if (policy != PathPolicy.RELAY_ONLY && !stopped) {
      signalCandidates();
      round();
    }
  }

  private void round() {
    if (retry != null) {
      retry.cancel(false);
      retry = null;
    }
    checks.startRound();
    // Probe the path in use now: it is one of the checked paths, and its traffic must not wait for the round.
    monitor.probe();
  }

  @Override
  public void roundOver() {
    if (!isDirect() && retry == null && !stopped) {
      retry = eventLoop.schedule(() -> {
        retry = null;
        checkAgain();
      }, backoff.nextMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void reported(Path path, ArrivedCounts counts) {
    route.heard();
    monitor.reported(path, counts);
  }

  @Override
  public void answered(Path path, int length, long roundTripNanos, int sentBefore) {
    route.alive(System.nanoTime() - roundTripNanos);
    monitor.answered(path, length, sentBefore);
    if (path instanceof DirectPath direct) {
      checks.answered(direct, length, roundTripNanos);
      compare();
    } else {
      route.relayPath().answered(length, roundTripNanos);
    }
  }

  @Override
  public void validated(DirectPath path) {
    if (!isDirect()) {
      select(path);
    }
  }

  private void compare() {
    DirectPath best = stopped ? null : remotes.alive();
    if (best != null && route.path() instanceof DirectPath current && best.isFasterThan(current)) {
      select(best);
    }
  }

  private void select(Path path) {
    selectedAt = System.nanoTime();
    monitor.watch(path);
    // Last, because the path handler may close the channel.
    route.select(path);
  }

  /** Send copies of the last datagrams by the relay, and probe other paths, whose network may be back. */
  @Override
  public void inDoubt() {
    if (route.path() == route.relayPath()) {
      relayListener.relaySilent();
    } else if (isDirect() && mayRelay()) {
      route.repeat(route.relayPath());
    }
    if (policy != PathPolicy.RELAY_ONLY) {
      checks.search(route.path());
    }
  }

  @Override
  public void answersAgain() {
    route.repeat(route.path());
    if (route.path() == route.relayPath()) {
      relayListener.relayAwake();
    }
  }

  @Override
  public void dead(DirectPath path) {
    boolean wasStable = System.nanoTime() - selectedAt > STABLE_NANOS;
    path.died(System.nanoTime());
    DirectPath other = remotes.alive();
    select(other != null ? other : mayRelay() ? route.relayPath() : new NoPath());
    if (wasStable) {
      backoff.reset();
      checkAgain();
    } else {
      roundOver();
    }
  }

  @Override
  public void probedOn(Path path) {
    if (path == route.path()) {
      monitor.peerProbed();
    } else if (monitor.isInDoubt()) {
      checks.search(route.path());
    }
    if (path instanceof DirectPath direct) {
      checks.probedFrom(direct.remote(), route.path());
    }
  }

  /** A probe of the peer, or an answer to one, has arrived. */
  void received(ByteBuf probe, InetSocketAddress source) {
    if (source == null) {
      if (mayRelay() || route.path() == route.relayPath()) {
        prober.received(probe, route.relayPath(), null);
      }
    } else if (policy != PathPolicy.RELAY_ONLY) {
      DirectPath known = remotes.get(source);
      prober.received(probe, known != null ? known : new DirectPath(source, true), source);
    }
  }

  /**
   * A QUIC packet is sent on the path in use.
   *
   * @param length of the packet
   * @return whether it must be relayed as well
   */
  boolean used(int length) {
    monitor.used(length);
    return monitor.isInDoubt() && isDirect() && mayRelay();
  }

  /** The Coordinator may know this channel or this client again. */
  void relayChanged() {
    if (route.path() == route.relayPath()) {
      route.repeat(route.path());
      monitor.probe();
    }
  }

  void checkAlive() {
    monitor.probe();
    checks.search(route.path());
  }

  boolean mayRelay() {
    return policy != PathPolicy.DIRECT_ONLY;
  }

  void send(DatagramPacket packet) {
    endpoint.send(packet);
  }

  void flush() {
    endpoint.flush();
  }

  /** A QUIC packet of this length has arrived from this source, or by the relay if the source is {@code null}. */
  void heard(InetSocketAddress source, int length) {
    if (source != null) {
      lossDetector.arrived(length);
    }
    monitor.heard(source);
  }

  @Override
  public boolean isDirect() {
    return route.path().kind() == PathKind.DIRECT;
  }

  /** Describe the checked addresses and the results, for error messages. */
  String describeChecks() {
    return checks.describe();
  }

  void stop() {
    stopped = true;
    monitor.stop();
    checks.stop();
    if (retry != null) {
      retry.cancel(false);
    }
  }
}
