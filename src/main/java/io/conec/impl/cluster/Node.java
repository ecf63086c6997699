package io.conec.impl.cluster;

import io.netty.util.NetUtil;

import java.net.InetSocketAddress;

/**
 * A node of the cluster.
 *
 * @param id      its id, another one after each start
 * @param address the UDP address at which other nodes reach it, and from which it sends to them
 */
public record Node(String id, InetSocketAddress address) {

  /**
   * @param address an IP address and a port
   */
  static Node of(String id, String address) {
    int colon = address.lastIndexOf(':');
    String ip = address.substring(0, colon).replace("[", "").replace("]", "");
    return new Node(id, new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(ip),
      Integer.parseInt(address.substring(colon + 1))));
  }
}
