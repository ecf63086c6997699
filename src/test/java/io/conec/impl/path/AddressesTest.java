package io.conec.impl.path;

import io.conec.impl.wire.WireException;
import io.netty.util.NetUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AddressesTest {

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1:4242", "0.0.0.0:0", "255.255.255.255:65535", "127.0.0.1:1", "[2001:db8::1]:4242",
    "[::1]:65535", "[::]:1", "[fe80::1]:1", "[2001:db8:1:2:3:4:5:6]:80"})
  void whatIsWrittenIsRead(String text) {
    InetSocketAddress address = Addresses.parse(text);
    assertEquals(text, NetUtil.toSocketAddressString(address));
    assertEquals(address, Addresses.parse(NetUtil.toSocketAddressString(address)));
    assertEquals(text.startsWith("["), address.getAddress() instanceof Inet6Address);
  }

  @ParameterizedTest
  @CsvSource({"[2001:DB8:0:0:0:0:0:1]:80,[2001:db8::1]:80", "192.0.2.1:00080,192.0.2.1:80"})
  void otherFormsOfAnAddressAreTheSameAddress(String text, String canonical) {
    assertEquals(canonical, NetUtil.toSocketAddressString(Addresses.parse(text)));
  }

  /** Otherwise it would bypass an excluded IPv4 network. */
  @Test
  void anIpv4AddressInIpv6IsAnIpv4Address() {
    InetSocketAddress address = Addresses.parse("[::ffff:192.0.2.1]:80");
    assertInstanceOf(Inet4Address.class, address.getAddress());
    assertEquals("192.0.2.1:80", NetUtil.toSocketAddressString(address));
  }

  @Test
  void theScopeOfThisMachineIsNotTold() throws UnknownHostException {
    byte[] ip = InetAddress.getByName("fe80::1").getAddress();
    InetSocketAddress scoped = new InetSocketAddress(Inet6Address.getByAddress(null, ip, 3), 7);
    assertEquals("[fe80::1]:7", NetUtil.toSocketAddressString(scoped));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1", "example.com:80", "a:1", "x.y.z.w:1", "dead:80", "[localhost]:80"})
  void namesAreRefused(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:99999", "192.0.2.1:100000",
    "192.0.2.1:-1", "192.0.2.1:+1", "192.0.2.1: 1", "192.0.2.1:1 ", "192.0.2.1:0x1", "192.0.2.1:1.0",
    "192.0.2.1:\u0661", "[::1]", "[::1]:", "[::1]:65536", "[::1]:http"})
  void onlyAPortIsAPort(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "::", ":80", "[]:80", "[:80", "]:80", "192.0.2:1", "192.0.2.1.1:1", "192.0.2.256:1",
    "127.1:80", "2130706433:80", "0x7f.0.0.1:80", " 192.0.2.1:80", "192.0.2.1 :80", "192.0.2.1/24:80", "\0:1",
    "[192.0.2.1]:80", "2001:db8::1:80", "::1:80", "[::1:80", "::1]:80", "[::1]]:80", "[::1]x:80", "[1::2::3]:80",
    "[2001:db8::12345]:80", "[1:2:3:4:5:6:7]:80", "[1:2:3:4:5:6:7:8:9]:80", "[::ffff:192.0.2]:80"})
  void onlyAnIpAddressIsOne(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[fe80::1%1]:80", "[fe80::1%eth0]:80", "[::1%]:80", "[::ffff:192.0.2.1%1]:80"})
  void aScopeMeansNothingElsewhere(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[[::1]]:80", "[[::1]:80"})
  void bracketsDoNotNest(String text) {
    assertRefused(text);
  }

  @Test
  void aLongTextIsRefused() {
    assertRefused("1".repeat(60_000));
    assertRefused("[" + ":".repeat(60_000) + "]:1");
    assertRefused("[" + "0".repeat(60_000) + "::1]:1");
  }

  private static void assertRefused(String text) {
    String message = assertThrows(WireException.class, () -> Addresses.parse(text)).getMessage();
    assertTrue(message.contains("is not an IP address with a port"), message);
  }
}
