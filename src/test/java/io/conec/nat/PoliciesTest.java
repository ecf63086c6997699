package io.conec.nat;

import io.conec.ConecError;
import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.nat.LabNode.PathEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which of several possible paths is taken, and which must not be. */
class PoliciesTest {

  private static Lab lab;
  private static LabNode coordinator;
  private static int hosts;

  private final List<LabNode> nodes = new ArrayList<>();

  @BeforeAll
  static void build() {
    lab = LabSupport.lab();
    coordinator = LabNode.coordinator(lab);
  }

  @AfterAll
  static void tearDown() {
    if (coordinator != null) {
      coordinator.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(LabNode::close);
    lab.unblock();
  }

  private static String name() {
    return "host" + ++hosts;
  }

  private LabNode client(Host host, PathOptions options) {
    LabNode node = LabNode.client(host, LabNode.clientOptions().setPathOptions(options)
      .setOpenTimeout(Duration.ofSeconds(5)));
    nodes.add(node);
    return node;
  }

  private LabNode client(Host host) {
    return client(host, new PathOptions());
  }

  private PathEvent openDirect(LabNode from, LabNode to) {
    nodes.forEach(LabNode::ready);
    from.open(to);
    from.awaitPath(to, PathKind.DIRECT, 0);
    to.awaitPath(from, PathKind.DIRECT, 0);
    return from.lastPath(to, PathKind.DIRECT);
  }

  @Test
  void privateAddressesThatMeanAnotherHostThereDoNoHarm() {
    Host here = lab.nat(name(), NatType.PORT_RESTRICTED, "192.168.1").host(name());
    Host there = lab.nat(name(), NatType.PORT_RESTRICTED, "192.168.1").host(name());
    assertEquals(here.address(), there.address());
    PathEvent path = openDirect(client(here), client(there));
    assertTrue(path.remote().startsWith(there.publicAddress() + ":"), path.remote());
  }

  @Test
  void peersBehindOneNatTalkInside() {
    NatBox nat = lab.nat(name(), NatType.SYMMETRIC);
    Host there = nat.host(name());
    PathEvent path = openDirect(client(nat.host(name())), client(there));
    assertTrue(path.remote().startsWith(there.address() + ":"), path.remote());
  }

  /** Forty bridges of containers, newer than the interface that leads out, and the same ones on both machines. */
  @Test
  void bridgesOfContainersCrowdNothingOut() {
    NatBox nat = lab.nat(name(), NatType.SYMMETRIC);
    Host there = nat.host(name());
    Host here = nat.host(name());
    for (Host host : List.of(here, there)) {
      host.run("""
        for i in $(seq 40); do
          ip link add br-$i type bridge && ip addr add 172.20.$i.1/24 dev br-$i && ip link set br-$i up
        done
        """);
    }
    PathEvent path = openDirect(client(here), client(there));
    assertTrue(path.remote().startsWith(there.address() + ":"), path.remote());
  }

  @Test
  void oneSideMayWithholdItsLocalAddresses() {
    NatBox nat = lab.nat(name(), NatType.PORT_RESTRICTED);
    openDirect(client(nat.host(name()), new PathOptions().setHostCandidates(false)), client(nat.host(name())));
  }

  @Test
  void ipv6TakesOverWhereIpv4IsBlocked() {
    Host here = lab.publicHost(name());
    Host there = lab.publicHost(name());
    lab.blockIpv4OneWay(here, there);
    PathEvent path = openDirect(client(here), client(there));
    assertTrue(path.remote().contains(there.address6()), path.remote());
  }

  @Test
  void ipv6CanBeExcluded() {
    Host there = lab.publicHost(name());
    PathEvent path = openDirect(client(lab.publicHost(name()), new PathOptions().addExcludedNetwork("::/0")),
      client(there));
    assertTrue(path.remote().startsWith(there.address() + ":"), path.remote());
  }

  @Test
  void whoAcceptsNoChannelsGetsADirectPathAllTheSame() {
    Host host = lab.host(name(), NatType.PORT_RESTRICTED);
    LabNode shy = LabNode.client(host, LabNode.clientOptions().setAcceptChannels(false));
    nodes.add(shy);
    openDirect(shy, client(lab.host(name(), NatType.PORT_RESTRICTED)));
  }

  @Test
  void directOnlyFailsWhereItIsNotPossibleAndSaysWhatWasTried() {
    LabNode here = client(lab.host(name(), NatType.SYMMETRIC));
    Host there = lab.host(name(), NatType.SYMMETRIC);
    LabNode peer = client(there);
    nodes.forEach(LabNode::ready);
    String message = here.openFails(peer, PathPolicy.DIRECT_ONLY, ConecError.NO_DIRECT_PATH);
    assertTrue(message.contains(there.publicAddress()), message);
    assertTrue(message.contains(there.address()), message);
  }

  @Test
  void directOnlyIsDirectOrNothing() {
    PathOptions options = new PathOptions().setPathPolicy(PathPolicy.DIRECT_ONLY)
      .setRetryDelay(Duration.ofMillis(100)).setMaxRetryDelay(Duration.ofMillis(100));
    Host hereHost = lab.host(name(), NatType.PORT_RESTRICTED);
    Host thereHost = lab.host(name(), NatType.ADDRESS_RESTRICTED);
    LabNode here = client(hereHost, options);
    LabNode there = client(thereHost);
    nodes.forEach(LabNode::ready);
    here.open(there);
    assertEquals(PathKind.DIRECT, here.path(there));
    long relayed = here.statistics(there).getRelayedBytesSent();
    here.transfer(there, 1024, 100_000, 100_000);
    long blocked = System.nanoTime();
    lab.block(hereHost, thereHost);
    here.awaitPath(there, PathKind.NONE, blocked);
    there.awaitPath(here, PathKind.NONE, blocked);
    lab.unblock();
    here.awaitPath(there, PathKind.DIRECT, blocked);
    here.awaitMessages(10);
    there.awaitMessages(10);
    LiveSession.assertIntact(here.stopTransfer());
    LiveSession.assertIntact(there.endOfTransfer());
    assertEquals(relayed, here.statistics(there).getRelayedBytesSent());
  }

  @Test
  void relayOnlyStaysRelayedAndLearnsNoAddress() {
    Host hereHost = lab.publicHost(name());
    Host thereHost = lab.publicHost(name());
    LabNode here = client(hereHost, new PathOptions().setPathPolicy(PathPolicy.RELAY_ONLY));
    LabNode there = client(thereHost);
    nodes.forEach(LabNode::ready);
    lab.watch(hereHost, thereHost);
    here.open(there);
    here.transfer(there, 1024, 1_000_000, 1_000_000);
    here.awaitMessages(500);
    there.awaitMessages(500);
    LiveSession.assertIntact(here.stopTransfer());
    LiveSession.assertIntact(there.endOfTransfer());
    assertEquals(0, lab.watched());
    assertEquals(PathKind.RELAYED, here.path(there));
    assertEquals(PathKind.RELAYED, there.path(here));
    assertEquals(0, here.statistics(there).getDirectBytesSent());
    assertEquals(0, there.statistics(here).getDirectBytesSent());
  }
}
