package io.conec.impl.transport;

import io.netty.channel.socket.DatagramPacket;

import java.net.InetSocketAddress;

/**
 * Routes datagrams below QUIC. Confined to the event loop of the endpoint.
 */
public interface DatagramRouter {

  /**
   * A datagram has arrived.
   *
   * @param packet the datagram; the router releases it or returns it
   * @return the packet for QUIC, with reader index 0; {@code null} when it is not for QUIC
   */
  DatagramPacket inbound(DatagramPacket packet);

  /**
   * A connection attempt has arrived.
   *
   * @param remote its source, as QUIC sees it
   * @return whether the connection may be accepted
   */
  boolean admits(InetSocketAddress remote);

  /**
   * QUIC sends a datagram.
   *
   * @param packet the datagram; the router releases it or returns it
   * @return the packet to write to the socket, {@code null} when there is no path for it
   */
  DatagramPacket outbound(DatagramPacket packet);
}
