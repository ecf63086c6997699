package io.conec.path;

import io.conec.ClientOptions;
import io.conec.PathOptions;
import io.conec.test.raw.RawRelay;
import io.conec.test.raw.RawUdp.Datagram;
import io.conec.test.raw.RawUdp;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The only path to one client. Peers know the client only by the address of the router, and the client knows each peer
 * by another port of the router. Datagrams of the Coordinator pass, or not.
 */
final class Router implements AutoCloseable {

  private static final String OUTSIDE = "127.0.0.12";
  private static final String CLIENTS = "127.0.0.1/32";

  private final InetSocketAddress coordinator;
  private final RawUdp outside = outside();
  private final RawUdp toCoordinator = new RawUdp("127.0.0.1", this::forCoordinator);
  private final Map<InetSocketAddress, RawUdp> others = new ConcurrentHashMap<>();
  private final AtomicInteger dropped = new AtomicInteger();
  private final AtomicInteger relayed = new AtomicInteger();
  private volatile RawUdp direct = outside;
  private volatile InetSocketAddress client;
  private volatile int maxLength = Integer.MAX_VALUE;
  private volatile boolean inbound = true;
  private volatile boolean outbound = true;
  private volatile boolean toAndFromCoordinator = true;
  private volatile int maxToCoordinator = Integer.MAX_VALUE;
  private volatile int maxFromCoordinator = Integer.MAX_VALUE;
  private volatile boolean quic = true;

  Router(int coordinatorPort) {
    coordinator = new InetSocketAddress(InetAddress.getLoopbackAddress(), coordinatorPort);
  }

  /** Options of the client behind the router: it signals only the router's address, and cannot bypass the router. */
  ClientOptions behind(ClientOptions options) {
    PathOptions paths = new PathOptions(options.getPathOptions());
    return options.setCoordinators(List.of("localhost:" + toCoordinator.address().getPort()))
      .setPathOptions(paths.setHostCandidates(false).addExcludedNetwork(CLIENTS));
  }

  private RawUdp outside() {
    RawUdp[] self = new RawUdp[1];
    self[0] = new RawUdp(OUTSIDE, datagram -> fromOutside(self[0], datagram));
    return self[0];
  }

  /** @return the address of the client for peers */
  String address() {
    return direct.text();
  }

  /** Give the client another address for peers, and end the old one; for the Coordinator its address stays. */
  void rebind() {
    RawUdp old = direct;
    direct = outside();
    if (old != outside) {
      old.close();
    }
  }

  /** Direct datagrams that are longer are lost from now on. */
  void maxLength(int length) {
    maxLength = length;
  }

  /** Whether direct datagrams to the client, and those of the client, pass from now on. */
  void pass(boolean toClient, boolean fromClient) {
    inbound = toClient;
    outbound = fromClient;
  }

  /** Whether direct datagrams of QUIC pass from now on, as others do. */
  void passQuic(boolean pass) {
    quic = pass;
  }

  /** Whether anything passes between the client and the Coordinator from now on. */
  void passCoordinator(boolean pass) {
    toAndFromCoordinator = pass;
  }

  /** Datagrams between the client and the Coordinator that are longer are lost from now on. */
  void maxCoordinatorLength(int length) {
    maxCoordinatorLength(length, length);
  }

  /** The same for each direction. */
  void maxCoordinatorLength(int toCoordinator, int fromCoordinator) {
    maxToCoordinator = toCoordinator;
    maxFromCoordinator = fromCoordinator;
  }

  /** How many direct datagrams were lost. */
  int dropped() {
    return dropped.get();
  }

  /**
   * @return how many relay datagrams the client has sent to the Coordinator, without the empty ones that test which
   * lengths pass
   */
  int relayed() {
    return relayed.get();
  }

  private void forCoordinator(Datagram datagram) {
    if (!passesCoordinator(datagram, maxToCoordinator)) {
      return;
    }
    client = datagram.source();
    byte[] bytes = datagram.bytes();
    boolean carries = bytes.length > RawRelay.HEADER_LENGTH && bytes[RawRelay.HEADER_LENGTH] != 0;
    if (carries && (bytes[0] == RawRelay.TO_ACCEPTOR || bytes[0] == RawRelay.TO_INITIATOR)) {
      relayed.incrementAndGet();
    }
    send(outside, datagram, coordinator);
  }

  private void fromOutside(RawUdp at, Datagram datagram) {
    InetSocketAddress to = client;
    if (datagram.source().equals(coordinator)) {
      if (passesCoordinator(datagram, maxFromCoordinator)) {
        send(toCoordinator, datagram, to);
      }
    } else if (to != null && passes(datagram, inbound && at == direct)) {
      InetSocketAddress other = datagram.source();
      RawUdp standIn =
        others.computeIfAbsent(other, key -> new RawUdp(OUTSIDE, answer -> fromClient(answer, other)));
      send(standIn, datagram, to);
    }
  }

  private void fromClient(Datagram datagram, InetSocketAddress other) {
    if (passes(datagram, outbound)) {
      send(direct, datagram, other);
    }
  }

  private boolean passesCoordinator(Datagram datagram, int maxLength) {
    return toAndFromCoordinator && datagram.bytes().length <= maxLength;
  }

  private boolean passes(Datagram datagram, boolean open) {
    boolean passes = open && datagram.bytes().length <= maxLength && (quic || !datagram.isQuic());
    if (!passes) {
      dropped.incrementAndGet();
    }
    return passes;
  }

  private static void send(RawUdp from, Datagram datagram, InetSocketAddress to) {
    try {
      from.send(datagram.bytes(), to);
    } catch (UncheckedIOException lost) {
      // As datagrams may be.
    }
  }

  @Override
  public void close() {
    outside.close();
    direct.close();
    toCoordinator.close();
    others.values().forEach(RawUdp::close);
  }
}
