package io.conec.impl.path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NetworksTest {

  private static boolean allows(String host, String... excluded) {
    return new Networks(List.of(excluded)).allows(new InetSocketAddress(host, 4242));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "172.17.0.1", "192.168.1.1", "100.64.0.1", "127.0.0.1",
    "223.255.255.255", "2001:db8::1", "fd00::1", "::1"})
  void addressesOfOneSocketAreAllowed(String host) {
    assertTrue(allows(host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1", "169.254.1.1",
    "fe80::1", "240.0.0.0", "255.255.255.255"})
  void addressesThatAreNotOfOneSocketAreNot(String host) {
    assertFalse(allows(host));
  }

  @Test
  void aPortIsNeeded() {
    assertFalse(new Networks(List.of()).allows(new InetSocketAddress("192.0.2.1", 0)));
    assertTrue(new Networks(List.of()).allows(new InetSocketAddress("192.0.2.1", 1)));
  }

  @ParameterizedTest
  @CsvSource({"172.17.0.0/16,172.17.255.255,172.18.0.0", "10.1.2.3/32,10.1.2.3,10.1.2.4",
    "10.128.0.0/9,10.128.0.1,10.127.0.1", "fd00::/8,fdff::1,fc00::1", "2001:db8::1/128,2001:db8::1,2001:db8::2"})
  void excludedNetworksAreNot(String network, String inside, String outside) {
    assertFalse(allows(inside, network));
    assertTrue(allows(outside, network));
    assertTrue(allows("192.0.2.1", network));
    assertTrue(allows("2001:db8:1::1", network));
  }

  @Test
  void allOfThemCount() {
    String[] excluded = {"10.0.0.0/8", "fd00::/8", "192.168.0.0/16"};
    assertFalse(allows("10.0.0.1", excluded));
    assertFalse(allows("fd00::1", excluded));
    assertFalse(allows("192.168.0.1", excluded));
    assertTrue(allows("172.16.0.1", excluded));
  }

  @Test
  void aWholeFamilyCanBeTurnedOff() {
    assertFalse(allows("2001:db8::1", "::/0"));
    assertFalse(allows("::1", "::/0"));
    assertTrue(allows("192.0.2.1", "::/0"));
    assertFalse(allows("192.0.2.1", "0.0.0.0/0"));
    assertTrue(allows("2001:db8::1", "0.0.0.0/0"));
    assertFalse(allows("192.0.2.1", "0.0.0.0/0", "::/0"));
  }

  /** Java reads it as IPv4, whatever form it was told in. */
  @Test
  void anIpv4AddressInIpv6IsOfAnIpv4Network() {
    assertFalse(allows("::ffff:10.0.0.1", "10.0.0.0/8"));
    assertTrue(allows("::ffff:10.0.0.1", "::/0"));
  }
}
