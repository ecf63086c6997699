package io.conec.impl.path;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Which addresses may be told to a peer, and probed.
 */
final class Networks {

  private final List<IpSubnetFilterRule> excluded;

  /**
   * @param excluded networks in CIDR notation
   */
  Networks(List<String> excluded) {
    this.excluded = excluded.stream().map(network -> new IpSubnetFilterRule(network, IpFilterRuleType.REJECT)).toList();
  }

  /**
   * @return whether this may be the address of one socket, and is not excluded
   */
  boolean allows(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return address.getPort() != 0 && !ip.isAnyLocalAddress() && !ip.isMulticastAddress() && !ip.isLinkLocalAddress()
      && !VirtualAddresses.isVirtual(address)
      && excluded.stream().noneMatch(network -> network.matches(address));
  }
}
