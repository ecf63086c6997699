package io.conec.impl.path;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * Socket addresses as text.
 */
public final class Addresses {

  private Addresses() {
  }

  /**
   * @return {@code host:port} with the IP address, an IPv6 address in brackets
   */
  public static String format(InetSocketAddress address) {
    String ip = address.getAddress().getHostAddress();
    return (address.getAddress() instanceof Inet6Address ? "[" + ip + "]" : ip) + ":" + address.getPort();
  }
}
