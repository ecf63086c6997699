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
 * Finds the direct path of one end of a channel: both ends probe all candidates of the other at once, in rounds, and
 * each takes the best that answers. On the event loop.
 */
final class PathFinder implements Prober.Listener, CheckList.Listener, PathMonitor.Listener {

  /** A path that has lasted so long was not found by chance: when it dies, another one is looked for at once. */
  private static final long STABLE = TimeUnit.SECONDS.toNanos(10);

  private final EventLoop eventLoop;
  private final UdpEndpoint endpoint;
  private final Route route;
  private final LocalCandidates local;
  private final Consumer<Candidates> signal;
  private final Runnable relayAwake;
  private final PathPolicy policy;
  private final Deliveries deliveries = new Deliveries();
  private final Prober prober;
  private final PathMonitor watch;
  private final RemoteCandidates remotes;
  private final CheckList checks;
  private final Backoff backoff;
  private ScheduledFuture<?> retry;
  private long takenAt;
  private boolean stopped;

  /**
   * @param connection of the channel, for the certificates of both ends
   * @param policy     what both ends allow
   * @param fullLength of the largest datagrams that a path has to carry
   * @param probes     bounds the probes of all channels of the client together
   * @param signal     takes our candidates to the peer
   * @param relayAwake called when the relay answers again after it was silent
   */
  PathFinder(EventLoop eventLoop, UdpEndpoint endpoint, Route route, LocalCandidates local, PathOptions options,
             QuicConnection connection, PathPolicy policy, int fullLength, RateLimit probes,
             Consumer<Candidates> signal, Runnable relayAwake) {
    this.eventLoop = eventLoop;
    this.endpoint = endpoint;
    this.route = route;
    this.local = local;
    this.signal = signal;
    this.relayAwake = relayAwake;
    this.policy = policy;
    this.prober = new Prober(endpoint, Certificates.digest(connection.localCertificate()),
      Certificates.digest(connection.peerCertificates().get(0)), deliveries, this);
    this.watch = new PathMonitor(eventLoop, prober, deliveries, options.getProbeInterval(), this);
    route.relayed().size(new RelaySize(eventLoop, prober, route, connection.stats()::datagramSize));
    this.remotes = new RemoteCandidates(local);
    this.checks = new CheckList(eventLoop, connection, prober, remotes, fullLength, probes, this);
    this.backoff = new Backoff(options.getRetryDelay(), options.getMaxRetryDelay(), ThreadLocalRandom.current());
  }

  long probeId() {
    return prober.id();
  }

  /** Tell the peer how to probe us, and where. */
  void start() {
    watch.watch(route.relayed());
    tell();
  }

  private void tell() {
    List<String> addresses = policy == PathPolicy.RELAY_ONLY ? List.of() : local.toTell();
    checks.told();
    signal.accept(new Candidates(prober.id(), prober.key(), addresses));
  }

  /** The peer has told us the same: it wants a round of checks. */
  void remote(Candidates candidates) {
    List<InetSocketAddress> addresses =
      candidates.addresses().stream().limit(LocalCandidates.MAX).map(Addresses::parse).toList();
    prober.peer(candidates.id(), candidates.key());
    if (policy == PathPolicy.RELAY_ONLY) {
      watch.probe();
    } else {
      if (remotes.told(addresses, route.path())) {
        backoff.reset();
      }
      round();
    }
  }

  /** Our own addresses have changed. */
  void refresh() {
    backoff.reset();
    checkAgain();
  }

  private void checkAgain() {
    if (policy != PathPolicy.RELAY_ONLY && !stopped) {
      tell();
      round();
    }
  }

  private void round() {
    if (retry != null) {
      retry.cancel(false);
      retry = null;
    }
    checks.round();
    // The path in use is one of the checked, and what goes over it shall not wait for that.
    watch.probe();
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
    watch.reported(path, counts);
  }

  @Override
  public void answered(Path path, int length, long roundTripNanos, int sentBefore) {
    route.alive(System.nanoTime() - roundTripNanos);
    watch.answered(path, length, sentBefore);
    if (path instanceof DirectPath direct) {
      checks.answered(direct, length, roundTripNanos);
      compare();
    } else {
      route.relayed().answered(length, roundTripNanos);
    }
  }

  @Override
  public void usable(DirectPath path) {
    if (!isDirect()) {
      take(path);
    }
  }

  private void compare() {
    DirectPath best = stopped ? null : remotes.alive();
    if (best != null && route.path() instanceof DirectPath current && best.isFasterThan(current)) {
      take(best);
    }
  }

  private void take(Path path) {
    takenAt = System.nanoTime();
    watch.watch(path);
    // Last, because who is told may close the channel.
    route.take(path);
  }

  /** What is sent over a direct path goes over the relay, too; otherwise the network may be back for other paths. */
  @Override
  public void silent() {
    if (isDirect() && mayRelay()) {
      route.repeat(route.relayed());
    }
    if (policy != PathPolicy.RELAY_ONLY) {
      checks.search(route.path());
    }
  }

  @Override
  public void awake() {
    route.repeat(route.path());
    if (route.path() == route.relayed()) {
      relayAwake.run();
    }
  }

  @Override
  public void dead(DirectPath path) {
    boolean wasStable = System.nanoTime() - takenAt > STABLE;
    path.died(System.nanoTime());
    DirectPath other = remotes.alive();
    take(other != null ? other : mayRelay() ? route.relayed() : new NoPath());
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
      watch.asked();
    } else if (watch.isSilent()) {
      checks.search(route.path());
    }
    if (path instanceof DirectPath direct) {
      checks.probedFrom(direct.remote(), route.path());
    }
  }

  /** A probe of the peer, or an answer, has arrived. */
  void received(ByteBuf probe, InetSocketAddress source) {
    if (source == null) {
      if (mayRelay() || route.path() == route.relayed()) {
        prober.received(probe, route.relayed(), null);
      }
    } else if (policy != PathPolicy.RELAY_ONLY) {
      DirectPath known = remotes.get(source);
      prober.received(probe, known != null ? known : new DirectPath(source, true), source);
    }
  }

  /**
   * A QUIC packet goes over the path in use.
   *
   * @param length of the packet
   * @return whether it is to be relayed as well
   */
  boolean used(int length) {
    watch.used(length);
    return watch.isSilent() && isDirect() && mayRelay();
  }

  /** The Coordinator may have got to know this channel, or us, again. */
  void relayChanged() {
    if (route.path() == route.relayed()) {
      route.repeat(route.path());
      watch.probe();
    }
  }

  void ask() {
    watch.probe();
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

  /** A QUIC packet of this length has come straight from there, or, with {@code null}, by the relay. */
  void heard(InetSocketAddress source, int length) {
    if (source != null) {
      deliveries.arrived(length);
    }
    watch.heard(source);
  }

  @Override
  public boolean isDirect() {
    return route.path().kind() == PathKind.DIRECT;
  }

  /** What was tried, for people. */
  String tried() {
    return checks.describe();
  }

  void stop() {
    stopped = true;
    watch.stop();
    checks.stop();
    if (retry != null) {
      retry.cancel(false);
    }
  }
}
