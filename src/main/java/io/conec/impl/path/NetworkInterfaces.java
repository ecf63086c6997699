package io.conec.impl.path;

import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;

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
 * The addresses of the network interfaces of this machine, as the threads of a Vert.x instance see them. Safe from any
 * thread.
 */
public final class NetworkInterfaces implements Shareable {

  /** The local map of Vert.x with the only instance, under the same name. */
  private static final String SHARED = NetworkInterfaces.class.getName();

  /** @param defaults the source addresses of the default routes */
  private record Snapshot(List<AddressOrder.Found> addresses, List<InetAddress> defaults, long nanos) {
  }

  /** Routes do not depend on the port. */
  private static final int ANY_PORT = 9;

  /** Many clients of one Vert.x instance query the same interfaces. */
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** No host has these addresses (RFC 5737, RFC 3849), so the route to them is the default route. */
  private static final List<InetAddress> ANYWHERE = List.of(
    NetUtil.createInetAddressFromIpAddressString("192.0.2.1"),
    NetUtil.createInetAddressFromIpAddressString("2001:db8::1"));

  private volatile Snapshot last;

  NetworkInterfaces() {
  }

  /** The instance that all clients of that Vert.x instance share. */
  public static NetworkInterfaces of(Vertx vertx) {
    return vertx.sharedData().<String, NetworkInterfaces>getLocalMap(SHARED)
      .computeIfAbsent(SHARED, name -> new NetworkInterfaces());
  }

  /**
   * Query the system, unless a recent result exists; takes about a tenth of a millisecond for a few interfaces.
   *
   * @param coordinator the address of the Coordinator, {@code null} when it is not known yet
   * @return the addresses of all interfaces that are up, without loopback and link-local ones; the one that peers most
   * likely reach first
   */
  public List<LocalAddress> addresses(InetAddress coordinator) {
    long now = System.nanoTime();
    Snapshot recent = last;
    if (recent == null || now - recent.nanos > FRESH_NANOS) {
      recent = new Snapshot(query(), defaults(), now);
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

  /** Query the source address of the route to a target; connecting a UDP socket sends nothing. */
  private static void addSource(List<InetAddress> routed, InetAddress target) {
    try (DatagramChannel socket = DatagramChannel.open()) {
      socket.connect(new InetSocketAddress(target, ANY_PORT));
      routed.add(((InetSocketAddress) socket.getLocalAddress()).getAddress());
    } catch (IOException | UnsupportedAddressTypeException e) {
      // There is no route, or this machine has no IPv6.
    }
  }

  private List<AddressOrder.Found> query() {
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
      // An interface disappeared during the query: the next query will be right.
      return last == null ? List.of() : last.addresses;
    }
    return addresses;
  }
}
