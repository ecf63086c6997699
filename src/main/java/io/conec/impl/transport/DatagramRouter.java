package io.conec.impl.transport;

import io.netty.channel.socket.DatagramPacket;

import java.net.InetSocketAddress;

/**
 * Decides for each datagram where it goes, below QUIC. Runs on the event loop of the endpoint.
 */
public interface DatagramRouter {

  /**
   * A datagram has arrived.
   *
   * @param packet the datagram; the router takes it over
   * @return the packet as QUIC shall see it, its content's reader index at 0; {@code null} when it is not for QUIC
   */
  DatagramPacket inbound(DatagramPacket packet);

  /**
   * Somebody begins to connect.
   *
   * @param remote where from, as QUIC sees it
   * @return whether the connection may be accepted
   */
  boolean admits(InetSocketAddress remote);

  /**
   * QUIC sends a datagram.
   *
   * @param packet the datagram; the router takes it over
   * @return the packet to write to the socket, {@code null} when there is no way for it
   */
  DatagramPacket outbound(DatagramPacket packet);
}
