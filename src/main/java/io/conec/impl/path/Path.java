package io.conec.impl.path;

import io.conec.ChannelPath;
import io.netty.channel.socket.DatagramPacket;

/**
 * One way to the other end of a channel.
 */
interface Path {

  /**
   * @param packet a datagram that QUIC sends to the virtual address; taken over
   * @return the datagram to put on the wire, {@code null} when this way is closed now
   */
  DatagramPacket outbound(DatagramPacket packet);

  /**
   * @return this path as the user sees it
   */
  ChannelPath describe();
}
