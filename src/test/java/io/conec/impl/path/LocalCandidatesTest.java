package io.conec.impl.path;

import io.conec.PathOptions;
import io.netty.util.NetUtil;
import org.junit.jupiter.api.Test;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LocalCandidatesTest {

  private static final InetSocketAddress ANY = new InetSocketAddress("0.0.0.0", 4242);
  private static final InetSocketAddress REFLEXIVE = new InetSocketAddress("192.0.2.1", 1000);

  private final PathOptions options = new PathOptions();

  private LocalCandidates candidates(InetSocketAddress socket, InetSocketAddress reflexive, String... local) {
    LocalCandidates candidates = new LocalCandidates(options);
    if (socket != null) {
      candidates.updateSocket(socket);
    }
    if (reflexive != null) {
      candidates.updateReflexive(reflexive);
    }
    candidates.updateLocal(addresses(local));
    return candidates;
  }

  /** Each with a subnet of its own size: /24, and /64 in IPv6. */
  private static List<LocalAddress> addresses(String... hosts) {
    return Arrays.stream(hosts).map(host -> {
      InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
      return new LocalAddress(address, address instanceof Inet4Address ? 24 : 64);
    }).toList();
  }

  @Test
  void nothingIsToldThatIsNotKnown() {
    assertEquals(List.of(), candidates(null, null).toSignal());
    assertEquals(List.of(), candidates(null, null, "10.0.0.1").toSignal(), "no port yet");
    assertEquals(List.of(), candidates(ANY, null).toSignal());
  }

  @Test
  void theReflexiveAddressComesFirst() {
    assertEquals(List.of("192.0.2.1:1000", "10.0.0.1:4242", "[2001:db8::1]:4242"),
      candidates(ANY, REFLEXIVE, "10.0.0.1", "2001:db8::1").toSignal());
  }

  @Test
  void aSocketWithAnAddressOfItsOwnHasNoOther() {
    InetSocketAddress socket = new InetSocketAddress("10.0.0.2", 4242);
    assertEquals(List.of("192.0.2.1:1000", "10.0.0.2:4242"),
      candidates(socket, REFLEXIVE, "10.0.0.1", "10.0.0.2").toSignal());
  }

  @Test
  void withoutANatTheReflexiveAddressIsALocalOne() {
    assertEquals(List.of("10.0.0.2:4242", "10.0.0.1:4242"),
      candidates(ANY, new InetSocketAddress("10.0.0.2", 4242), "10.0.0.1", "10.0.0.2").toSignal());
  }

  @Test
  void localAddressesAreWithheldWhenAskedFor() {
    options.setHostCandidates(false);
    assertEquals(List.of("192.0.2.1:1000"), candidates(ANY, REFLEXIVE, "10.0.0.1").toSignal());
    assertEquals(List.of("192.0.2.1:1000"),
      candidates(new InetSocketAddress("10.0.0.2", 4242), REFLEXIVE).toSignal());
    assertEquals(List.of(), candidates(ANY, null, "10.0.0.1").toSignal());
  }

  @Test
  void sixteenAreEnoughAndTheReflexiveOneIsAmongThem() {
    String[] many = new String[40];
    Arrays.setAll(many, i -> "10.0.0." + (i + 1));
    List<String> told = candidates(ANY, REFLEXIVE, many).toSignal();
    assertEquals(16, told.size());
    assertEquals("192.0.2.1:1000", told.get(0));
    assertEquals("10.0.0.15:4242", told.get(15));
    LocalCandidates candidates = candidates(ANY, REFLEXIVE, many);
    assertEquals(25, candidates.leftOut().size());
    List<LocalAddress> reordered = new ArrayList<>(addresses(many));
    Collections.rotate(reordered, 1);
    assertTrue(candidates.updateLocal(reordered), "others are told");
    Collections.swap(reordered, 0, 1);
    assertFalse(candidates.updateLocal(reordered), "the same are told");
  }

  @Test
  void excludedNetworksDoNotCount() {
    options.setExcludedNetworks(List.of("172.16.0.0/12", "::/0"));
    String[] many = new String[40];
    Arrays.setAll(many, i -> i < 20 ? "172.17.0." + i : i < 30 ? "2001:db8::" + i : "10.0.0." + i);
    List<String> expected = new ArrayList<>(List.of("192.0.2.1:1000"));
    for (int i = 30; i < 40; i++) {
      expected.add("10.0.0." + i + ":4242");
    }
    assertEquals(expected, candidates(ANY, REFLEXIVE, many).toSignal());
    options.addExcludedNetwork("192.0.2.0/24");
    assertEquals(List.of("10.0.0.1:4242"), candidates(ANY, REFLEXIVE, "10.0.0.1").toSignal());
  }

  @Test
  void whatNobodyElseReachesIsNotTold() {
    assertEquals(List.of("10.0.0.1:4242"),
      candidates(ANY, null, "fe80::1", "169.254.0.1", "0.0.0.0", "224.0.0.1", "10.0.0.1").toSignal());
    assertEquals(List.of(), candidates(new InetSocketAddress("10.0.0.1", 0), null).toSignal());
  }

  @Test
  void onlyChangesAreNews() {
    LocalCandidates candidates = candidates(ANY, null);
    assertTrue(candidates.updateLocal(addresses("10.0.0.1")));
    assertFalse(candidates.updateLocal(addresses("10.0.0.1")));
    assertTrue(candidates.updateLocal(addresses("10.0.0.1", "10.0.0.2")));
    assertTrue(candidates.updateLocal(List.of()));
    assertFalse(candidates.updateLocal(List.of()));
    assertTrue(candidates.updateReflexive(REFLEXIVE));
    assertFalse(candidates.updateReflexive(new InetSocketAddress("192.0.2.1", 1000)));
    assertTrue(candidates.updateReflexive(new InetSocketAddress("192.0.2.1", 1001)));
    assertEquals(List.of("192.0.2.1:1001"), candidates.toSignal());
  }

  /** Otherwise a peer could make a client send datagrams to local services. */
  @Test
  void theLoopbackIsOnlyForClientsOnIt() {
    for (String host : new String[] {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"}) {
      InetSocketAddress remote = new InetSocketAddress(host, 4242);
      assertFalse(candidates(null, null).allows(remote), host);
      assertFalse(candidates(ANY, REFLEXIVE, "10.0.0.1").allows(remote), host);
      assertTrue(candidates(new InetSocketAddress("127.0.0.1", 1), null).allows(remote), host);
      LocalCandidates candidates = candidates(ANY, null);
      candidates.updateCoordinator(new InetSocketAddress("127.0.0.1", 1719));
      assertTrue(candidates.allows(remote), host);
      candidates.updateCoordinator(new InetSocketAddress("::1", 1719));
      assertTrue(candidates.allows(remote), host);
      candidates.updateCoordinator(new InetSocketAddress("203.0.113.1", 1719));
      assertFalse(candidates.allows(remote), host);
    }
  }

  @Test
  void aCoordinatorCannotSayThatWeAreOnLoopback() {
    InetSocketAddress claimed = new InetSocketAddress("127.0.0.1", 1);
    LocalCandidates candidates = candidates(ANY, claimed);
    candidates.updateCoordinator(new InetSocketAddress("203.0.113.1", 1719));
    assertFalse(candidates.allows(new InetSocketAddress("127.0.0.1", 4242)));
    assertEquals(List.of(), candidates.toSignal(), "nor make us say so");
  }

  @Test
  void theCoordinatorIsNoPeer() {
    LocalCandidates candidates = candidates(ANY, REFLEXIVE);
    candidates.updateCoordinator(new InetSocketAddress("203.0.113.1", 1719));
    assertFalse(candidates.allows(new InetSocketAddress("203.0.113.1", 1719)));
    assertTrue(candidates.allows(new InetSocketAddress("203.0.113.1", 1720)), "a peer on the same machine");
  }

  @Test
  void whatManyMachinesOfOurSubnetListenToIsNotProbed() {
    LocalCandidates candidates = candidates(ANY, REFLEXIVE, "10.0.7.3", "2001:db8::3");
    for (String shared : new String[] {"10.0.7.255", "10.0.7.0", "2001:db8::"}) {
      assertFalse(candidates.allows(new InetSocketAddress(shared, 4242)), shared);
    }
    for (String host : new String[] {"10.0.7.254", "10.0.8.255", "2001:db8::ffff:ffff:ffff:ffff", "2001:db8:0:1::"}) {
      assertTrue(candidates.allows(new InetSocketAddress(host, 4242)), host);
    }
    candidates.updateLocal(List.of(new LocalAddress(new InetSocketAddress("10.0.7.2", 0).getAddress(), 31)));
    assertTrue(candidates.allows(new InetSocketAddress("10.0.7.3", 4242)), "the other end of a link of two");
  }

  @Test
  void excludedAddressesAreNotProbed() {
    options.setExcludedNetworks(List.of("10.0.0.0/8", "127.0.0.0/8"));
    LocalCandidates candidates = candidates(new InetSocketAddress("127.0.0.1", 1), null);
    assertFalse(candidates.allows(new InetSocketAddress("10.0.0.1", 4242)));
    assertFalse(candidates.allows(new InetSocketAddress("127.0.0.1", 4242)));
    assertFalse(candidates.allows(new InetSocketAddress("192.0.2.1", 0)));
    assertFalse(candidates.allows(new InetSocketAddress("255.255.255.255", 4242)));
    assertTrue(candidates.allows(new InetSocketAddress("192.0.2.1", 4242)));
  }

  @Test
  void thisMachineHasOnlyAddressesThatOthersMayReach() {
    for (LocalAddress own : new NetworkInterfaces().addresses(null)) {
      InetAddress address = own.address();
      assertFalse(address.isLoopbackAddress() || address.isLinkLocalAddress(), address::toString);
    }
  }
}
