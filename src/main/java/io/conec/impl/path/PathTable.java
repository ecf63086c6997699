package io.conec.impl.path;

import io.conec.impl.transport.DatagramRouter;
import io.conec.impl.wire.RelayHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * The datagram router of a client: lets through what comes from the Coordinator or belongs to an introduced channel,
 * and nothing else. Runs on the event loop of the endpoint.
 */
public final class PathTable implements DatagramRouter {

  private final VirtualAddresses virtualAddresses = new VirtualAddresses();
  private final Map<InetSocketAddress, Route> byAddress = new HashMap<>();
  private final LongObjectMap<Route> initiated = new LongObjectHashMap<>();
  private final LongObjectMap<Route> accepted = new LongObjectHashMap<>();
  private final Runnable notRelayed;
  private InetSocketAddress coordinator;
  private InetSocketAddress localAddress;

  /**
   * @param notRelayed called when the Coordinator says that it does not relay for one of our channels
   */
  public PathTable(Runnable notRelayed) {
    this.notRelayed = notRelayed;
  }

  /**
   * @param address the socket's own address, which QUIC shall see as the recipient of every packet
   */
  public void localAddress(InetSocketAddress address) {
    localAddress = address;
  }

  /**
   * @param address where the Coordinator is, {@code null} when there is none
   */
  public void coordinator(InetSocketAddress address) {
    coordinator = address;
  }

  public InetSocketAddress coordinator() {
    return coordinator;
  }

  public Route add(long channel, boolean initiator) {
    byte type = initiator ? RelayHeader.TO_ACCEPTOR : RelayHeader.TO_INITIATOR;
    Route route = new Route(virtualAddresses.next(), channel, initiator,
      new RelayedPath(type, channel, this::coordinator));
    byAddress.put(route.virtualAddress(), route);
    routes(initiator).put(channel, route);
    return route;
  }

  public void remove(Route route) {
    byAddress.remove(route.virtualAddress());
    routes(route.isInitiator()).remove(route.channel());
  }

  private LongObjectMap<Route> routes(boolean initiator) {
    return initiator ? initiated : accepted;
  }

  @Override
  public DatagramPacket inbound(DatagramPacket packet) {
    if (packet.sender().equals(coordinator)) {
      if (RelayHeader.isQuic(packet.content())) {
        return packet;
      }
      if (RelayHeader.isPresent(packet.content())) {
        return relayed(packet);
      }
    }
    packet.release();
    return null;
  }

  private DatagramPacket relayed(DatagramPacket packet) {
    ByteBuf datagram = packet.content();
    byte type = RelayHeader.type(datagram);
    long channel = RelayHeader.channel(datagram);
    if (type == RelayHeader.NOT_RELAYED) {
      packet.release();
      if (initiated.containsKey(channel) || accepted.containsKey(channel)) {
        notRelayed.run();
      }
      return null;
    }
    Route route = routes(type == RelayHeader.TO_INITIATOR).get(channel);
    if (route == null) {
      packet.release();
      return null;
    }
    // QUIC drops a packet whose reader index is not 0.
    ByteBuf payload = datagram.skipBytes(RelayHeader.LENGTH).slice();
    return new DatagramPacket(payload, localAddress, route.virtualAddress());
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
