package io.conec.impl.transport;

import io.conec.impl.util.RateLimit;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The tail loss probes of those connections of a socket that have no path monitor: the ones between clients and
 * Coordinators. Confined to the event loop.
 */
final class TailLossProbes {

  /**
   * Repetitions a second on all connections together: a Coordinator may lose contact with all its clients at the same
   * time.
   */
  private static final int MAX_PER_SECOND = 1000;

  private final RateLimit limit = new RateLimit(MAX_PER_SECOND, System::nanoTime);
  private final Map<InetSocketAddress, TailLossProbe> byRemote = new HashMap<>();

  /** Add the connection to this address. */
  TailLossProbe add(ChannelHandlerContext socket, InetSocketAddress remote, LongSupplier roundTrip) {
    TailLossProbe probe = new TailLossProbe(socket, remote, roundTrip, limit);
    byRemote.put(remote, probe);
    return probe;
  }

  void move(TailLossProbe probe, InetSocketAddress remote) {
    byRemote.remove(probe.remote(), probe);
    probe.moved(remote);
    byRemote.put(remote, probe);
  }

  void remove(TailLossProbe probe) {
    byRemote.remove(probe.remote(), probe);
    probe.end();
  }

  void sent(DatagramPacket packet) {
    TailLossProbe probe = byRemote.get(packet.recipient());
    if (probe != null && packet.content().isReadable()) {
      probe.sent(packet.content());
    }
  }

  void received(DatagramPacket packet) {
    TailLossProbe probe = byRemote.get(packet.sender());
    if (probe != null) {
      probe.received(packet.content());
    }
  }
}
