package io.conec.impl.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Makes virtual addresses, which represent one end of one channel. They are from 240.0.0.0/4, which is reserved (RFC
 * 1112, section 4), so no real host has such an address.
 */
final class VirtualAddresses {

  private static final int FIRST = 0xf0000000;
  private static final int LAST = 0xfffffffe;
  private static final int PORT = 1;

  private int next = FIRST;

  /**
   * @return whether this is a virtual address, so that no datagram may be sent to it
   */
  static boolean isVirtual(InetSocketAddress address) {
    byte[] ip = address.getAddress().getAddress();
    return ip.length == 4 && (ip[0] & 0xf0) == 0xf0;
  }

  /**
   * @return the next address; they repeat after 268 million channels of one client
   */
  InetSocketAddress next() {
    int ip = next;
    next = ip == LAST ? FIRST : ip + 1;
    byte[] bytes = {(byte) (ip >>> 24), (byte) (ip >>> 16), (byte) (ip >>> 8), (byte) ip};
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), PORT);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an IPv4 address", e);
    }
  }
}
