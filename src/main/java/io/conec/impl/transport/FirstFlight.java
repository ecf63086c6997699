package io.conec.impl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Repeats the first datagrams of a connection until there is an answer. QUIC alone waits for one second, and then for
 * two. So a peer that has just started is found without delay.
 */
final class FirstFlight {

  private static final long INTERVAL_MILLIS = 300;

  /** A complete ClientHello takes two. */
  private static final int MAX_DATAGRAMS = 3;

  private final InetSocketAddress remote;
  private final UdpEndpoint endpoint;
  private final List<ByteBuf> datagrams = new ArrayList<>(MAX_DATAGRAMS);
  private ScheduledFuture<?> timer;
  private boolean complete;

  FirstFlight(InetSocketAddress remote, UdpEndpoint endpoint) {
    this.remote = remote;
    this.endpoint = endpoint;
  }

  /** QUIC has sent this datagram. */
  void sent(ByteBuf datagram) {
    if (timer == null) {
      timer = endpoint.eventLoop()
        .scheduleWithFixedDelay(this::repeat, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (!complete && datagrams.size() < MAX_DATAGRAMS) {
      datagrams.add(datagram.copy());
    }
  }

  private void repeat() {
    // From now on QUIC sends repetitions of its own.
    complete = true;
    datagrams.forEach(datagram -> endpoint.send(new DatagramPacket(datagram.retainedDuplicate(), remote)));
    endpoint.flush();
  }

  void end() {
    if (timer != null) {
      timer.cancel(false);
      datagrams.forEach(ByteBuf::release);
      datagrams.clear();
    }
  }
}
