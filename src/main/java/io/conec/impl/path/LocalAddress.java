package io.conec.impl.path;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * An address of this machine, and its subnet.
 *
 * @param prefixLength of the subnet, in bits
 */
public record LocalAddress(InetAddress address, int prefixLength) {

  /**
   * @return whether many machines of this subnet listen to an address: the last address of the subnet in IPv4 (directed
   * broadcast, RFC 919, section 7), and the first one (the older form, RFC 1122, section 3.3.6, and the routers'
   * anycast address in IPv6, RFC 4291, section 2.6.1)
   */
  boolean isSharedInSubnet(InetAddress other) {
    int bits = address.getAddress().length * Byte.SIZE;
    // A subnet of one or two addresses has no such address (RFC 3021, RFC 6164).
    if (other.getAddress().length != address.getAddress().length || prefixLength < 0 || bits - prefixLength < 2) {
      return false;
    }
    BigInteger size = BigInteger.ONE.shiftLeft(bits - prefixLength);
    BigInteger[] own = unsigned(address).divideAndRemainder(size);
    BigInteger[] others = unsigned(other).divideAndRemainder(size);
    boolean first = others[1].signum() == 0;
    boolean last = others[1].add(BigInteger.ONE).equals(size);
    return own[0].equals(others[0]) && (first || last && address instanceof Inet4Address);
  }

  private static BigInteger unsigned(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }
}
