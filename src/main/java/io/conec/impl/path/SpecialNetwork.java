package io.conec.impl.path;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;

import java.net.InetSocketAddress;

/**
 * Decides by network which addresses may be probed: the IANA IPv4 and IPv6 special-purpose address registries (RFC
 * 6890, RFC 8190), and the rest of the address space. The first row that contains an address decides, so a network
 * precedes those that contain it. IPv4-mapped IPv6 addresses have no row, because Java converts them to IPv4 addresses.
 */
enum SpecialNetwork {

  /** RFC 791, section 3.2. Linux treats 0.0.0.0 as this machine. */
  THIS_NETWORK("0.0.0.0/8", Use.NEVER),
  /** RFC 1918: peers in the same network. */
  PRIVATE_10("10.0.0.0/8", Use.ANYWHERE),
  /** RFC 6598: peers behind the same carrier-grade NAT, and overlay networks. */
  CARRIER_GRADE_NAT("100.64.0.0/10", Use.ANYWHERE),
  /** RFC 919, section 7: the broadcast address of the next row. */
  LOOPBACK_BROADCAST("127.255.255.255/32", Use.NEVER),
  /** RFC 1122, section 3.2.1.3. */
  LOOPBACK("127.0.0.0/8", Use.ON_LOOPBACK),
  /** RFC 3927. Metadata services of clouds have such addresses. */
  LINK_LOCAL("169.254.0.0/16", Use.NEVER),
  /** RFC 1918: peers in the same network. */
  PRIVATE_172("172.16.0.0/12", Use.ANYWHERE),
  /** RFC 6890, section 2.1: DS-Lite, 464XLAT and discovery; the same addresses at each site. */
  PROTOCOL_ASSIGNMENTS("192.0.0.0/24", Use.NEVER),
  /** RFC 5737: not used in the internet, but in laboratories and examples. */
  DOCUMENTATION_1("192.0.2.0/24", Use.ANYWHERE),
  /** RFC 7535: anycast, not of a single host. */
  AS112("192.31.196.0/24", Use.NEVER),
  /** RFC 7450: anycast, not of a single host. */
  AMT_RELAYS("192.52.193.0/24", Use.NEVER),
  /** RFC 7526: anycast, not of a single host. */
  RELAYS_6TO4("192.88.99.0/24", Use.NEVER),
  /** RFC 1918: peers in the same network. */
  PRIVATE_192("192.168.0.0/16", Use.ANYWHERE),
  /** RFC 7534: anycast, not of a single host. */
  AS112_DELEGATION("192.175.48.0/24", Use.NEVER),
  /** RFC 2544, appendix C: devices under test; some proxies use them for made-up addresses. */
  BENCHMARKING("198.18.0.0/15", Use.NEVER),
  /** RFC 5737, as above. */
  DOCUMENTATION_2("198.51.100.0/24", Use.ANYWHERE),
  /** RFC 5737, as above. */
  DOCUMENTATION_3("203.0.113.0/24", Use.ANYWHERE),
  /** RFC 1112, section 4. */
  MULTICAST("224.0.0.0/4", Use.NEVER),
  /** RFC 1112, section 4: reserved; used here for virtual addresses; includes the limited broadcast of RFC 919. */
  RESERVED("240.0.0.0/4", Use.NEVER),
  /** RFC 791: all other IPv4 addresses belong to hosts. */
  IPV4("0.0.0.0/0", Use.ANYWHERE),

  /** RFC 4291, section 2.5.3. */
  LOOPBACK_6("::1/128", Use.ON_LOOPBACK),
  /**
   * RFC 2928: Teredo (RFC 4380) embeds an IPv4 address that no row here would match; the others are not of a single
   * host.
   */
  PROTOCOL_ASSIGNMENTS_6("2001::/23", Use.NEVER),
  /** RFC 3849, as for IPv4. */
  DOCUMENTATION_6("2001:db8::/32", Use.ANYWHERE),
  /** RFC 3056: 6to4 embeds an IPv4 address that no row here would match. */
  EMBEDDED_6TO4("2002::/16", Use.NEVER),
  /** RFC 7534: anycast, not of a single host. */
  AS112_DELEGATION_6("2620:4f:8000::/48", Use.NEVER),
  /** RFC 9637, as for IPv4. */
  DOCUMENTATION_6_2("3fff::/20", Use.ANYWHERE),
  /** RFC 4291, section 2.5.4, and IANA's IPv6 address space registry: the only block for hosts. */
  GLOBAL_UNICAST_6("2000::/3", Use.ANYWHERE),
  /** RFC 4193: peers in the same network. */
  UNIQUE_LOCAL_6("fc00::/7", Use.ANYWHERE),
  /** RFC 6052: embeds an IPv4 address that no row here would match. */
  NAT64("64:ff9b::/96", Use.NEVER),
  /** RFC 8215: the same. */
  LOCAL_NAT64("64:ff9b:1::/48", Use.NEVER),
  /** RFC 6666. */
  DISCARD_6("100::/64", Use.NEVER),
  /** RFC 9602: identifiers of segment routing. */
  SEGMENT_ROUTING_6("5f00::/16", Use.NEVER),
  /** RFC 4291, section 2.5.6: useless without an interface, which a peer cannot name. */
  LINK_LOCAL_6("fe80::/10", Use.NEVER),
  /** RFC 3879. */
  SITE_LOCAL_6("fec0::/10", Use.NEVER),
  /** RFC 4291, section 2.7. */
  MULTICAST_6("ff00::/8", Use.NEVER),
  /** RFC 4291, section 2.4: unspecified, IPv4-compatible (section 2.5.5.1), or not assigned to anything. */
  IPV6("::/0", Use.NEVER);

  /** When an address may be probed. */
  private enum Use {
    ANYWHERE,
    /** Only by a client that is on loopback itself: otherwise peers would reach services of this machine through it. */
    ON_LOOPBACK,
    NEVER
  }

  private final IpSubnetFilterRule network;
  private final Use use;

  SpecialNetwork(String network, Use use) {
    this.network = new IpSubnetFilterRule(network, IpFilterRuleType.ACCEPT);
    this.use = use;
  }

  /**
   * @param onLoopback whether this client is on loopback itself
   */
  static boolean allows(InetSocketAddress address, boolean onLoopback) {
    for (SpecialNetwork row : values()) {
      if (row.network.matches(address)) {
        return row.use == Use.ANYWHERE || row.use == Use.ON_LOOPBACK && onLoopback;
      }
    }
    throw new IllegalStateException("there is a row for each address, but none for " + address);
  }
}
