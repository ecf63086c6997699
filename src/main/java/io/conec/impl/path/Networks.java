package io.conec.impl.path;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * Decides which addresses may be signalled to a peer, and probed: those that {@link SpecialNetwork} and the user allow.
 */
final class Networks {

  /**
   * Ports of services that answer any datagram and are misused for reflection. No client listens there, and no peer
   * must reach them through a client (RFC 9000, section 21.5). Echo, daytime, quote, chargen, DNS, TFTP, portmap, NTP,
   * NetBIOS, SNMP, CLDAP, RIP, SSDP, WS-Discovery, mDNS, LLMNR, memcached; and 0, which is not a port.
   */
  private static final Set<Integer> NEVER_PORTS =
    Set.of(0, 7, 13, 17, 19, 53, 69, 111, 123, 137, 138, 161, 389, 520, 1900, 3702, 5353, 5355, 11211);

  private final List<IpSubnetFilterRule> excluded;

  /**
   * @param excluded networks in CIDR notation
   */
  Networks(List<String> excluded) {
    this.excluded = excluded.stream().map(network -> new IpSubnetFilterRule(network, IpFilterRuleType.REJECT)).toList();
  }

  /**
   * @param onLoopback whether this client is on loopback itself
   * @return whether this may be the address of a single socket, and is not excluded
   */
  boolean allows(InetSocketAddress address, boolean onLoopback) {
    return !NEVER_PORTS.contains(address.getPort()) && SpecialNetwork.allows(address, onLoopback)
      && excluded.stream().noneMatch(network -> network.matches(address));
  }
}
