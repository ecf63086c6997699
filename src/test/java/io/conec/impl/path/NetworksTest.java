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
    return new Networks(List.of(excluded)).allows(new InetSocketAddress(host, 4242), true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.0.0", "9.255.255.255", "10.0.0.1", "100.64.0.1", "172.17.0.1", "192.0.1.0", "192.0.2.1",
    "192.168.1.1", "198.17.255.255", "198.20.0.0", "198.51.100.1", "203.0.113.1", "223.255.255.255",
    "2001:200::1", "2001:db8::1", "2003::1", "2a00::1", "3fff::1", "fc00::1", "fd00::1"})
  void addressesOfOneSocketAreAllowed(String host) {
    assertTrue(allows(host));
    assertTrue(new Networks(List.of()).allows(new InetSocketAddress(host, 4242), false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "0.255.255.255", "127.255.255.255", "169.254.1.1", "169.254.169.254", "192.0.0.1",
    "192.0.0.255", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1", "198.18.0.1", "198.19.255.255",
    "224.0.0.1", "239.255.255.250", "240.0.0.0", "255.255.255.255",
    "::", "::2", "::10.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::10.0.0.1", "100::1", "1000::1",
    "2001::1", "2001:0:a00:1::1", "2001:1ff::1", "2002:a00:1::1", "2620:4f:8000::1", "4000::1", "5f00::1", "e000::1",
    "fe80::1", "febf::1", "fec0::1", "feff::1", "ff02::1", "ff0e::1"})
  void addressesThatAreNotOfOneSocketAreNot(String host) {
    assertFalse(allows(host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.255.255.254", "::1"})
  void theLoopbackIsOnlyForClientsOnIt(String host) {
    assertTrue(new Networks(List.of()).allows(new InetSocketAddress(host, 4242), true));
    assertFalse(new Networks(List.of()).allows(new InetSocketAddress(host, 4242), false));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 19, 53, 123, 161, 389, 1900, 5353, 11211})
  void servicesThatAnswerAnybodyAreNotProbed(int port) {
    assertFalse(new Networks(List.of()).allows(new InetSocketAddress("192.0.2.1", port), false));
    assertTrue(new Networks(List.of()).allows(new InetSocketAddress("192.0.2.1", port + 1), false));
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

  /** Java converts it to IPv4. */
  @Test
  void anIpv4AddressInIpv6IsOfAnIpv4Network() {
    assertFalse(allows("::ffff:10.0.0.1", "10.0.0.0/8"));
    assertTrue(allows("::ffff:10.0.0.1", "::/0"));
  }
}
