package io.conec.impl.path;

import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.impl.transport.DatagramRouter;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.ControlMessage.Candidates;
import io.conec.impl.wire.Probe;
import io.conec.impl.wire.RelayHeader;
import io.conec.impl.wire.RelayPart;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The datagram router of a client: lets through what comes from the Coordinator or belongs to an introduced channel,
 * and nothing else. Runs on the event loop of the endpoint.
 */
public final class ClientDatagramRouter implements DatagramRouter {

  /** What is heard from the Coordinator's address beside the connection to it. */
  public interface Listener {

    /** It relays, or says that it does not. */
    void heard();

    /** It does not relay for one of our channels. */
    void notRelayed(Route route);

    /** The relay has answered after it was silent. */
    void relayAwake();
  }

  /**
   * Probes a second on average, and at once, for addresses that have not answered lately, all channels together: as
   * many as ten channels may send. It is half a megabit a second at most, in case all peers name the same victim.
   */
  private static final int MAX_UNPROVEN_PER_SECOND = 500;

  private final PathOptions options;
  private final int maxDatagramSize;
  private final LocalCandidates local;
  private final RateLimit probes = new RateLimit(MAX_UNPROVEN_PER_SECOND, System::nanoTime);
  private final VirtualAddresses virtualAddresses = new VirtualAddresses();
  private final Map<InetSocketAddress, Route> byAddress = new HashMap<>();
  private final LongObjectMap<Route> initiated = new LongObjectHashMap<>();
  private final LongObjectMap<Route> accepted = new LongObjectHashMap<>();
  private final LongObjectMap<Route> byProbeId = new LongObjectHashMap<>();
  private final LongObjectMap<Route> byConnection = new LongObjectHashMap<>();
  private Listener listener;
  private UdpEndpoint endpoint;
  private EventLoop eventLoop;
  private InetSocketAddress localAddress;
  private Predicate<ByteBuf> opened;
  private ToLongFunction<ByteBuf> numbers;
  private volatile InetSocketAddress coordinator;
  private Set<InetSocketAddress> dialled = Set.of();
  private LongConsumer unknownHandler = channel -> { };

  /**
   * @param maxDatagramSize what QUIC sends at most, and a direct path has to carry
   * @param local           what peers are told of our addresses
   */
  public ClientDatagramRouter(PathOptions options, int maxDatagramSize, LocalCandidates local) {
    this.options = options;
    this.maxDatagramSize = maxDatagramSize;
    this.local = local;
  }

  /** Set who hears what the Coordinator's address does; before it is known. */
  public void listener(Listener listener) {
    this.listener = listener;
  }

  /** The socket is bound; its own address is what QUIC shall see as the recipient of every packet. */
  public void bound(UdpEndpoint endpoint, EventLoop eventLoop) {
    this.endpoint = endpoint;
    this.eventLoop = eventLoop;
    socket(endpoint.localAddress(), endpoint::hasOpened, endpoint::connectionNumber);
  }

  /**
   * @param opened  whether a QUIC packet is for a connection that was opened here
   * @param numbers which connection a QUIC packet is for
   */
  void socket(InetSocketAddress address, Predicate<ByteBuf> opened, ToLongFunction<ByteBuf> numbers) {
    localAddress = address;
    this.opened = opened;
    this.numbers = numbers;
    local.socket(address);
  }

  /** @param addresses where a Coordinator may be: what QUIC answers from there passes too */
  public void dialled(Set<InetSocketAddress> addresses) {
    dialled = addresses;
  }

  /**
   * @param address where the Coordinator is, {@code null} when there is none
   */
  public void coordinator(InetSocketAddress address) {
    coordinator = address;
  }

  private InetSocketAddress coordinator() {
    return coordinator;
  }

  public Route add(long channel, boolean initiator) {
    byte type = initiator ? RelayHeader.TO_ACCEPTOR : RelayHeader.TO_INITIATOR;
    Route route = new Route(virtualAddresses.next(), channel, initiator,
      new RelayedPath(type, channel, this::coordinator, part -> endpoint.send(part)));
    byAddress.put(route.virtualAddress(), route);
    routes(initiator).put(channel, route);
    return route;
  }

  /**
   * Look for direct paths from now on: the peer is verified.
   *
   * @param policy what both ends allow
   * @param signal takes our candidates to the peer
   */
  public void start(Route route, QuicConnection connection, PathPolicy policy, Consumer<Candidates> signal) {
    int fullLength = Math.min(maxDatagramSize, connection.peerMaxDatagramSize());
    PathFinder finder = new PathFinder(eventLoop, endpoint, route, local, options, connection, policy,
      fullLength, probes, signal, listener::relayAwake);
    byProbeId.put(finder.probeId(), route);
    long number = endpoint.connectionNumber(connection);
    if (policy != PathPolicy.RELAY_ONLY) {
      byConnection.put(number, route);
    }
    route.start(finder, number, endpoint.maxReceivedDatagram());
  }

  public void remove(Route route) {
    byAddress.remove(route.virtualAddress());
    routes(route.isInitiator()).remove(route.channel());
    if (route.finder() != null) {
      byProbeId.remove(route.finder().probeId());
      byConnection.remove(route.connectionNumber());
      route.stop();
    }
  }

  private LongObjectMap<Route> routes(boolean initiator) {
    return initiator ? initiated : accepted;
  }

  @Override
  public DatagramPacket inbound(DatagramPacket packet) {
    ByteBuf datagram = packet.content();
    if (packet.sender().equals(coordinator)) {
      // The Coordinator never connects to a client.
      if (RelayHeader.isQuic(datagram) && opened.test(datagram)) {
        return packet;
      }
      if (RelayHeader.isPresent(datagram)) {
        return relayed(packet);
      }
    } else if (RelayHeader.isQuic(datagram)) {
      if (dialled.contains(packet.sender()) && opened.test(datagram)) {
        return packet;
      }
      Route route = byConnection.isEmpty() ? null : byConnection.get(numbers.applyAsLong(datagram));
      if (route != null) {
        return route.direct(packet, localAddress);
      }
    } else if (Probe.isPresent(datagram)) {
      Route route = byProbeId.get(Probe.id(datagram));
      if (route != null) {
        route.finder().received(datagram, packet.sender());
      }
    }
    packet.release();
    return null;
  }

  /** Set who is told that the Coordinator does not relay for a channel that there is none of here. */
  public void unknownHandler(LongConsumer handler) {
    unknownHandler = handler;
  }

  /**
   * Send a relay datagram that the Coordinator refuses.
   *
   * @param channel that nobody has
   * @param length  of what is in it
   */
  public void askCoordinator(long channel, int length) {
    InetSocketAddress address = coordinator;
    if (address != null) {
      ByteBuf datagram = endpoint.allocator().directBuffer(RelayHeader.LENGTH + length);
      RelayHeader.write(datagram, RelayHeader.TO_ACCEPTOR, channel);
      endpoint.send(new DatagramPacket(datagram.writeZero(length), address));
      endpoint.flush();
    }
  }

  private DatagramPacket relayed(DatagramPacket packet) {
    listener.heard();
    ByteBuf datagram = packet.content();
    byte type = RelayHeader.type(datagram);
    long channel = RelayHeader.channel(datagram);
    if (type == RelayHeader.NOT_RELAYED) {
      packet.release();
      Route route = initiated.containsKey(channel) ? initiated.get(channel) : accepted.get(channel);
      if (route != null) {
        listener.notRelayed(route);
      } else {
        unknownHandler.accept(channel);
      }
      return null;
    }
    Route route = routes(type == RelayHeader.TO_INITIATOR).get(channel);
    // QUIC drops a packet whose reader index is not 0.
    ByteBuf payload = datagram.skipBytes(RelayHeader.LENGTH).slice();
    if (route != null && RelayPart.isPresent(payload)) {
      return joined(packet, route, payload);
    }
    if (route != null && RelayHeader.isQuic(payload) && route.accepts(payload, opened.test(payload))) {
      return route.relayed(payload, localAddress);
    }
    if (route != null && Probe.isPresent(payload) && byProbeId.get(Probe.id(payload)) == route) {
      route.finder().received(payload, null);
    }
    packet.release();
    return null;
  }

  private DatagramPacket joined(DatagramPacket packet, Route route, ByteBuf part) {
    ByteBuf whole = route.join(part);
    packet.release();
    if (whole != null && RelayHeader.isQuic(whole) && route.accepts(whole, opened.test(whole))) {
      return route.relayed(whole, localAddress);
    }
    ReferenceCountUtil.release(whole);
    return null;
  }

  @Override
  public boolean admits(InetSocketAddress remote) {
    Route route = byAddress.get(remote);
    return route != null && route.admitsConnection();
  }

  @Override
  public DatagramPacket outbound(DatagramPacket packet) {
    Route route = byAddress.get(packet.recipient());
    if (route != null && packet.content().isReadable()) {
      return route.outbound(packet);
    }
    if (VirtualAddresses.isVirtual(packet.recipient())) {
      packet.release();
      return null;
    }
    return packet;
  }
}
