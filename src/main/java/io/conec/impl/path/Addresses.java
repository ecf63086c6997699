package io.conec.impl.path;

import io.conec.impl.wire.WireException;
import io.netty.util.NetUtil;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Reads socket addresses that the other side has sent.
 */
public final class Addresses {

  private static final int MAX_PORT = 0xffff;

  private static final Pattern IP = Pattern.compile("[0-9a-fA-F:.]+");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  private Addresses() {
  }

  /**
   * Read what {@link NetUtil#toSocketAddressString(InetSocketAddress)} writes. Names are not looked up.
   *
   * @throws WireException when the text is no IP address with a port
   */
  public static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String plain = bracketed ? host.substring(1, host.length() - 1) : host;
    // Netty would also accept brackets and scopes.
    byte[] ip = IP.matcher(plain).matches() ? NetUtil.createByteArrayFromIpAddressString(plain) : null;
    if (ip == null || bracketed != (ip.length == 16) || !isPort(text.substring(colon + 1))) {
      throw new WireException("this is not an IP address with a port: " + text);
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), Integer.parseInt(text.substring(colon + 1)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an IP address", e);
    }
  }

  private static boolean isPort(String text) {
    return PORT.matcher(text).matches() && Integer.parseInt(text) <= MAX_PORT;
  }
}
