package io.conec.nat;

import java.util.Arrays;

/** Looks into Ethernet frames. */
final class Frames {

  static final int ETHERNET_HEADER = 14;

  private static final int ETHERTYPE = 12;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int IPV4_PROTOCOL = ETHERNET_HEADER + 9;
  private static final int IPV4_SOURCE = ETHERNET_HEADER + 12;
  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_NEXT_HEADER = ETHERNET_HEADER + 6;
  private static final int IPV6_SOURCE = ETHERNET_HEADER + 8;
  private static final int IPV6_LENGTH = 16;
  private static final int IPV6_HEADER = 40;
  private static final int UDP = 17;
  private static final int UDP_HEADER = 8;
  private static final int ICMPV6 = 58;
  private static final int ROUTER_SOLICITATION = 133;
  private static final int REDIRECT = 137;
  /** RFC 9000, section 17: the form bit is 0, the fixed bit is 1. */
  private static final int FORM_AND_FIXED_BIT = 0xc0;
  private static final int SHORT_HEADER = 0x40;

  private Frames() {
  }

  /** ARP and the neighbour discovery of IPv6: without them an end would wait for seconds when a link is back. */
  static boolean findsNeighbours(byte[] frame) {
    if (!isIpv4(frame) && !isIpv6(frame)) {
      return true;
    }
    int type = ETHERNET_HEADER + IPV6_HEADER;
    return isIpv6(frame) && frame[IPV6_NEXT_HEADER] == ICMPV6 && frame.length > type
      && unsigned(frame, type) >= ROUTER_SOLICITATION && unsigned(frame, type) <= REDIRECT;
  }

  /** Whether it is UDP from or to that address, and QUIC with a short header. */
  static boolean isShortHeader(byte[] frame, byte[] address) {
    boolean ipv6 = isIpv6(frame);
    int payload = ETHERNET_HEADER + UDP_HEADER + (ipv6 ? IPV6_HEADER : (frame[ETHERNET_HEADER] & 0x0f) * 4);
    return frame[ipv6 ? IPV6_NEXT_HEADER : IPV4_PROTOCOL] == UDP && frame.length > payload
      && (frame[payload] & FORM_AND_FIXED_BIT) == SHORT_HEADER
      && address.length == (ipv6 ? IPV6_LENGTH : IPV4_LENGTH)
      && isEnd(frame, ipv6 ? IPV6_SOURCE : IPV4_SOURCE, address);
  }

  private static boolean isEnd(byte[] frame, int source, byte[] address) {
    int destination = source + address.length;
    return Arrays.equals(frame, source, destination, address, 0, address.length)
      || Arrays.equals(frame, destination, destination + address.length, address, 0, address.length);
  }

  private static boolean isIpv4(byte[] frame) {
    return etherType(frame) == IPV4;
  }

  private static boolean isIpv6(byte[] frame) {
    return etherType(frame) == IPV6;
  }

  private static int etherType(byte[] frame) {
    return unsigned(frame, ETHERTYPE) << Byte.SIZE | unsigned(frame, ETHERTYPE + 1);
  }

  private static int unsigned(byte[] frame, int index) {
    return Byte.toUnsignedInt(frame[index]);
  }
}
