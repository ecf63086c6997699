package io.conec.impl.path;

import io.conec.ChannelPath;
import io.netty.channel.socket.DatagramPacket;

import java.net.InetSocketAddress;

/**
 * One end of one channel, as the path layer sees it: the virtual address that QUIC knows, and the path taken now.
 */
public final class Route {

  private final InetSocketAddress virtualAddress;
  private final long channel;
  private final boolean initiator;
  private final Path path;

  Route(InetSocketAddress virtualAddress, long channel, boolean initiator, Path path) {
    this.virtualAddress = virtualAddress;
    this.channel = channel;
    this.initiator = initiator;
    this.path = path;
  }

  /**
   * @return the remote address to give to QUIC
   */
  public InetSocketAddress virtualAddress() {
    return virtualAddress;
  }

  public long channel() {
    return channel;
  }

  /**
   * @return whether this end opened the channel
   */
  public boolean isInitiator() {
    return initiator;
  }

  /**
   * @return the path taken now
   */
  public ChannelPath path() {
    return path.describe();
  }

  DatagramPacket outbound(DatagramPacket packet) {
    return path.outbound(packet);
  }
}
