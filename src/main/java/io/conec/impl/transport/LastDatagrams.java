package io.conec.impl.transport;

import io.conec.impl.util.RateLimit;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The last datagrams of those connections of a socket that have no path monitor: the ones between clients and
 * Coordinators. Confined to the event loop.
 */
final class LastDatagrams {

  /**
   * Repetitions a second on all connections together: a Coordinator may lose contact with all its clients at the same
   * time.
   */
  private static final int MAX_PER_SECOND = 1000;

  private final RateLimit limit = new RateLimit(MAX_PER_SECOND, System::nanoTime);
  private final Map<InetSocketAddress, LastDatagram> byRemote = new HashMap<>();

  /** Add the connection to this address. */
  LastDatagram add(ChannelHandlerContext socket, InetSocketAddress remote, LongSupplier roundTrip) {
    LastDatagram last = new LastDatagram(socket, remote, roundTrip, limit);
    byRemote.put(remote, last);
    return last;
  }

  void move(LastDatagram last, InetSocketAddress remote) {
    byRemote.remove(last.remote(), last);
    last.moved(remote);
    byRemote.put(remote, last);
  }

  void remove(LastDatagram last) {
    byRemote.remove(last.remote(), last);
    last.end();
  }

  void sent(DatagramPacket packet) {
    LastDatagram last = byRemote.get(packet.recipient());
    if (last != null && packet.content().isReadable()) {
      last.sent(packet.content());
    }
  }

  void heard(DatagramPacket packet) {
    LastDatagram last = byRemote.get(packet.sender());
    if (last != null) {
      last.heard(packet.content());
    }
  }
}
