package io.conec.impl.path;

import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.impl.transport.DatagramRouter;
import io.conec.impl.transport.QuicConnection;
import io.conec.impl.transport.UdpEndpoint;
import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.ControlMessage.Candidates;
import io.conec.impl.wire.Probe;
import io.conec.impl.wire.RelayFragment;
import io.conec.impl.wire.RelayHeader;
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
 * The datagram router of a client. It passes datagrams of the Coordinator and of introduced channels, and drops all
 * others. Confined to the event loop of the endpoint.
 */
public final class ClientDatagramRouter implements DatagramRouter {

  /** Notified of datagrams from the Coordinator's address that do not belong to the connection to it. */
  public interface Listener {

    /** It has relayed a datagram, or has refused one. */
    void heard();

    /** It does not relay for this channel. */
    void notRelayed(Route route);

    /** A peer does not answer over the relay; called again while this lasts. */
    void relaySilent();

    /** The relay has answered after it was silent. */
    void relayAwake();
  }

  /**
   * Probes a second, and at most in a burst, to all addresses of all channels that have not answered recently: as many
   * as ten channels may send. This is at most half a megabit a second, in case all peers name the same victim.
   */
  private static final int MAX_UNVALIDATED_PER_SECOND = 500;

  private final PathOptions options;
  private final int maxDatagramSize;
  private final LocalCandidates local;
  private final RateLimit probes = new RateLimit(MAX_UNVALIDATED_PER_SECOND, System::nanoTime);
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
  private ToLongFunction<ByteBuf> connectionNumbers;
  private volatile InetSocketAddress coordinator;
  private Set<InetSocketAddress> connectingTo = Set.of();
  private LongConsumer unknownChannelHandler = channel -> { };

  /**
   * @param maxDatagramSize the longest datagrams of QUIC, which a direct path has to carry
   * @param local           the candidates that are signalled to peers
   */
  public ClientDatagramRouter(PathOptions options, int maxDatagramSize, LocalCandidates local) {
    this.options = options;
    this.maxDatagramSize = maxDatagramSize;
    this.local = local;
  }

  /** Set the listener, before the address of the Coordinator is known. */
  public void listener(Listener listener) {
    this.listener = listener;
  }

  /** The socket is bound. QUIC sees its address as the recipient of every packet. */
  public void bound(UdpEndpoint endpoint, EventLoop eventLoop) {
    this.endpoint = endpoint;
    this.eventLoop = eventLoop;
    bound(endpoint.localAddress(), endpoint::hasOpened, endpoint::connectionNumber);
  }

  /**
   * @param opened  whether a QUIC packet is for a connection that was opened here
   * @param connectionNumbers the number of the connection that a QUIC packet is for
   */
  void bound(InetSocketAddress address, Predicate<ByteBuf> opened, ToLongFunction<ByteBuf> connectionNumbers) {
    localAddress = address;
    this.opened = opened;
    this.connectionNumbers = connectionNumbers;
    local.updateSocket(address);
  }

  /** @param addresses addresses of a Coordinator that are being tried: the answers of QUIC from there pass, too */
  public void connectingTo(Set<InetSocketAddress> addresses) {
    connectingTo = addresses;
  }

  /**
   * @param address the address of the Coordinator, {@code null} when there is none
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
      new RelayedPath(type, channel, this::coordinator, fragment -> endpoint.send(fragment)));
    byAddress.put(route.virtualAddress(), route);
    routes(initiator).put(channel, route);
    return route;
  }

  /**
   * The peer is verified: start to look for direct paths.
   *
   * @param policy what both ends allow
   * @param signal sends the local candidates to the peer
   */
  public void start(Route route, QuicConnection connection, PathPolicy policy, Consumer<Candidates> signal) {
    int fullLength = Math.min(maxDatagramSize, connection.peerMaxDatagramSize());
    PathFinder finder = new PathFinder(eventLoop, endpoint, route, local, options, connection, policy,
      fullLength, probes, signal, listener);
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
        return receiveFromRelay(packet);
      }
    } else if (RelayHeader.isQuic(datagram)) {
      if (connectingTo.contains(packet.sender()) && opened.test(datagram)) {
        return packet;
      }
      Route route = byConnection.isEmpty() ? null : byConnection.get(connectionNumbers.applyAsLong(datagram));
      if (route != null) {
        return route.receiveDirect(packet, localAddress);
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

  /** Set the handler of refusals of the Coordinator for a channel that does not exist here. */
  public void unknownChannelHandler(LongConsumer handler) {
    unknownChannelHandler = handler;
  }

  /**
   * Send a relay datagram that the Coordinator refuses.
   *
   * @param channel an id that no channel has
   * @param length  of the payload
   */
  public void probeCoordinator(long channel, int length) {
    InetSocketAddress address = coordinator;
    if (address != null) {
      ByteBuf datagram = endpoint.allocator().directBuffer(RelayHeader.LENGTH + length);
      RelayHeader.write(datagram, RelayHeader.TO_ACCEPTOR, channel);
      endpoint.send(new DatagramPacket(datagram.writeZero(length), address));
      endpoint.flush();
    }
  }

  private DatagramPacket receiveFromRelay(DatagramPacket packet) {
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
        unknownChannelHandler.accept(channel);
      }
      return null;
    }
    Route route = routes(type == RelayHeader.TO_INITIATOR).get(channel);
    // QUIC drops a packet whose reader index is not 0.
    ByteBuf payload = datagram.skipBytes(RelayHeader.LENGTH).slice();
    if (route != null && RelayFragment.isPresent(payload)) {
      return reassembled(packet, route, payload);
    }
    if (route != null && RelayHeader.isQuic(payload) && route.accepts(payload, opened.test(payload))) {
      return route.receiveRelayed(payload, localAddress);
    }
    if (route != null && Probe.isPresent(payload) && byProbeId.get(Probe.id(payload)) == route) {
      route.finder().received(payload, null);
    }
    packet.release();
    return null;
  }

  private DatagramPacket reassembled(DatagramPacket packet, Route route, ByteBuf fragment) {
    ByteBuf whole = route.reassemble(fragment);
    packet.release();
    if (whole != null && RelayHeader.isQuic(whole) && route.accepts(whole, opened.test(whole))) {
      return route.receiveRelayed(whole, localAddress);
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
