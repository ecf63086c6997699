package io.conec.impl.path;

import io.conec.impl.path.AddressOrder.Found;
import io.netty.util.NetUtil;
import org.junit.jupiter.api.Test;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AddressOrderTest {

  private int interfaces;
  private final List<Found> found = new ArrayList<>();

  private void add(String name, String... addresses) {
    interfaces++;
    for (String address : addresses) {
      InetAddress ip = ip(address);
      found.add(new Found(name, interfaces, new LocalAddress(ip, ip instanceof Inet4Address ? 24 : 64)));
    }
  }

  private static InetAddress ip(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }

  /** Java has the newest interface first. */
  private List<String> order(String... routed) {
    List<Found> system = new ArrayList<>(found);
    Collections.reverse(system);
    return AddressOrder.of(system, Stream.of(routed).map(AddressOrderTest::ip).toList()).stream()
      .map(own -> NetUtil.toAddressString(own.address())).toList();
  }

  @Test
  void whatIsRoutedIsFirstAndVirtualInterfacesAreLast() {
    add("docker0", "172.17.0.1");
    add("eth0", "10.0.0.1", "2001:db8::1");
    add("wlan0", "10.0.1.1");
    add("tun0", "10.8.0.1");
    add("br-0123456789ab", "172.18.0.1");
    add("br0", "10.0.2.1");
    add("vEthernet (WSL)", "172.19.0.1");
    assertEquals(List.of("10.8.0.1", "10.0.1.1", "2001:db8::1", "10.0.0.1", "10.0.2.1", "172.17.0.1", "172.18.0.1",
      "172.19.0.1"), order("10.8.0.1", "10.0.1.1", "2001:db8::1"));
  }

  @Test
  void aVirtualInterfaceMayLeadToTheCoordinator() {
    add("eth0", "10.0.0.1");
    add("docker0", "172.17.0.1");
    assertEquals(List.of("172.17.0.1", "10.0.0.1"), order("172.17.0.1", "10.0.0.1"));
  }

  @Test
  void aSubnetHasOneAddressInFront() {
    add("eth0", "10.0.0.3", "10.0.0.2", "10.0.0.1");
    add("eth1", "10.0.1.1");
    assertEquals(List.of("10.0.0.2", "10.0.1.1", "10.0.0.1", "10.0.0.3"), order("10.0.0.2"));
    assertEquals(List.of("10.0.0.1", "10.0.1.1", "10.0.0.2", "10.0.0.3"), order());
  }

  @Test
  void theOrderIsTheSameWhenNothingHasChanged() {
    add("eth0", "10.0.0.1");
    add("eth1", "10.0.1.1");
    List<String> before = order();
    Collections.reverse(found);
    assertEquals(before, order());
  }
}
