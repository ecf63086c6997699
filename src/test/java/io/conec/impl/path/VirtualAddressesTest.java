package io.conec.impl.path;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VirtualAddressesTest {

  @Test
  void startInTheReservedBlock() {
    VirtualAddresses addresses = new VirtualAddresses();
    assertEquals("240.0.0.0", addresses.next().getAddress().getHostAddress());
    assertEquals("240.0.0.1", addresses.next().getAddress().getHostAddress());
  }

  @Test
  void areDistinctAndVirtual() {
    VirtualAddresses addresses = new VirtualAddresses();
    Set<InetSocketAddress> seen = new HashSet<>();
    for (int i = 0; i < 70_000; i++) {
      InetSocketAddress address = addresses.next();
      assertTrue(VirtualAddresses.isVirtual(address), address::toString);
      assertTrue(seen.add(address), address::toString);
    }
  }

  @Test
  void realAddressesAreNotVirtual() {
    for (String real : new String[] {"0.0.0.0", "127.0.0.1", "10.0.0.1", "239.255.255.255", "192.0.2.1", "::1",
      "f000::1", "::ffff:10.0.0.1"}) {
      assertFalse(VirtualAddresses.isVirtual(new InetSocketAddress(real, 1)), real);
    }
    assertTrue(VirtualAddresses.isVirtual(new InetSocketAddress("255.255.255.254", 1)));
  }
}
