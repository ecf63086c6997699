package io.conec.impl.path;

import io.netty.util.NetUtil;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The addresses of this machine. From any thread.
 */
public final class NetworkInterfaces {

  /** @param defaults the addresses that the system sends from by its default routes */
  private record Look(List<AddressOrder.Found> addresses, List<InetAddress> defaults, long nanos) {
  }

  /** The route does not depend on it. */
  private static final int ANY_PORT = 9;

  /** Many clients in one process look at the same interfaces. */
  private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(50);

  /** No host is there (RFC 5737, RFC 3849), so the way there is the default route. */
  private static final List<InetAddress> ANYWHERE = List.of(
    NetUtil.createInetAddressFromIpAddressString("192.0.2.1"),
    NetUtil.createInetAddressFromIpAddressString("2001:db8::1"));

  private static volatile Look last;

  private NetworkInterfaces() {
  }

  /**
   * Ask the system, unless that was done just now; takes about a tenth of a millisecond for a few interfaces.
   *
   * @param coordinator where the Coordinator is, {@code null} when that is not known yet
   * @return the addresses of all interfaces that are up, without loopback and link-local ones; those that peers most
   * likely reach first
   */
  public static List<LocalAddress> addresses(InetAddress coordinator) {
    long now = System.nanoTime();
    Look recent = last;
    if (recent == null || now - recent.nanos > FRESH) {
      recent = new Look(look(), defaults(), now);
      last = recent;
    }
    List<InetAddress> routed = new ArrayList<>();
    if (coordinator != null) {
      addSource(routed, coordinator);
    }
    routed.addAll(recent.defaults);
    return AddressOrder.of(recent.addresses, routed);
  }

  private static List<InetAddress> defaults() {
    List<InetAddress> sources = new ArrayList<>();
    ANYWHERE.forEach(target -> addSource(sources, target));
    return sources;
  }

  /** Ask which address the system sends from; to connect sends nothing. */
  private static void addSource(List<InetAddress> routed, InetAddress target) {
    try (DatagramChannel socket = DatagramChannel.open()) {
      socket.connect(new InetSocketAddress(target, ANY_PORT));
      routed.add(((InetSocketAddress) socket.getLocalAddress()).getAddress());
    } catch (IOException | UnsupportedAddressTypeException e) {
      // There is no route, or no IPv6 at all on this machine.
    }
  }

  private static List<AddressOrder.Found> look() {
    List<AddressOrder.Found> addresses = new ArrayList<>();
    try {
      for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
        if (network.isUp() && !network.isLoopback()) {
          network.getInterfaceAddresses().stream().filter(own -> !own.getAddress().isLinkLocalAddress())
            .forEach(own -> addresses.add(new AddressOrder.Found(network.getName(), network.getIndex(),
              new LocalAddress(own.getAddress(), own.getNetworkPrefixLength()))));
        }
      }
    } catch (SocketException e) {
      // An interface has gone while it was asked: the next look will be right.
      return last == null ? List.of() : last.addresses;
    }
    return addresses;
  }
}
