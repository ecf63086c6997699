package io.conec.impl.path;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The addresses of this machine. From any thread.
 */
public final class Machine {

  private record Look(List<LocalAddress> addresses, long nanos) {
  }

  /** Many clients in one process look at the same interfaces. */
  private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(50);

  private static volatile Look last;

  private Machine() {
  }

  /**
   * Ask the system, unless that was done just now; takes about a tenth of a millisecond for a few interfaces.
   *
   * @return the addresses of all interfaces that are up, without loopback and link-local ones
   */
  public static List<LocalAddress> addresses() {
    long now = System.nanoTime();
    Look recent = last;
    if (recent == null || now - recent.nanos > FRESH) {
      recent = new Look(look(), now);
      last = recent;
    }
    return recent.addresses;
  }

  private static List<LocalAddress> look() {
    List<LocalAddress> addresses = new ArrayList<>();
    try {
      for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
        if (network.isUp() && !network.isLoopback()) {
          network.getInterfaceAddresses().stream().filter(own -> !own.getAddress().isLinkLocalAddress())
            .forEach(own -> addresses.add(new LocalAddress(own.getAddress(), own.getNetworkPrefixLength())));
        }
      }
    } catch (SocketException e) {
      // An interface has gone while it was asked: the next look will be right.
      return last == null ? List.of() : last.addresses;
    }
    return addresses;
  }
}
