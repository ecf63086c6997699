package io.conec.nat;

import io.conec.nat.RemoteAgent.Home;
import io.conec.nat.Udp.Socket;
import io.conec.nat.Udp.Source;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The laboratory itself: each NAT maps and filters as its name says (RFC 4787), and the events do what they say. */
class NatTypesTest {

  private static Lab lab;
  private static Host hereHost;
  private static Host thereHost;
  private static Udp here;
  private static Udp there;
  private static final Map<NatType, NatBox> NATS = new HashMap<>();
  private static final Map<NatType, Host> HOSTS = new HashMap<>();
  private static final Map<NatType, Udp> INSIDE = new HashMap<>();

  @BeforeAll
  static void build() {
    lab = LabSupport.lab();
    hereHost = lab.publicHost("here");
    thereHost = lab.publicHost("there");
    here = new Udp(hereHost);
    there = new Udp(thereHost);
    for (NatType type : NatType.values()) {
      if (type != NatType.PUBLIC && type != NatType.BLOCKED) {
        NatBox nat = lab.nat("nat" + type.ordinal(), type);
        NATS.put(type, nat);
        HOSTS.put(type, nat.host("in" + type.ordinal()));
        INSIDE.put(type, new Udp(HOSTS.get(type)));
      }
    }
  }

  @AfterAll
  static void close() {
    Stream.concat(Stream.of(here, there), INSIDE.values().stream()).filter(Objects::nonNull).forEach(Udp::close);
    if (lab != null) {
      lab.close();
    }
  }

  private static Source reflexive(Socket from, Socket to) {
    return to.receive(from.send(to.own()));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"PUBLIC", "BLOCKED", "MASQUERADE"})
  void mapsPortsAsItShould(NatType type) {
    Socket inside = INSIDE.get(type).open();
    Socket first = here.open();
    Source mapped = reflexive(inside, first);
    assertEquals(NATS.get(type).publicAddress(null), mapped.address());
    assertNotEquals(inside.port(), mapped.port());
    assertEquals(mapped, reflexive(inside, first));
    boolean independent = type != NatType.SYMMETRIC;
    assertEquals(independent, mapped.equals(reflexive(inside, here.open())), "another port");
    assertEquals(independent, mapped.equals(reflexive(inside, there.open())), "another address");
    assertNotEquals(mapped, reflexive(INSIDE.get(type).open(), first), "another socket");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"PUBLIC", "BLOCKED", "MASQUERADE"})
  void letsInWhatItShould(NatType type) {
    Socket inside = INSIDE.get(type).open();
    Socket known = here.open();
    Source mapped = reflexive(inside, known);
    String fromOtherAddress = there.open().send(mapped);
    String fromOtherPort = here.open().send(mapped);
    String toOtherPort = known.send(new Source(mapped.address(), mapped.port() ^ 1));
    // Nothing overtakes anything here: when the last one has come, the others would have.
    inside.receive(known.send(mapped));
    boolean anyAddress = type == NatType.FULL_CONE;
    assertEquals(anyAddress, inside.hasReceived(fromOtherAddress), "from another address");
    assertEquals(anyAddress || type == NatType.ADDRESS_RESTRICTED, inside.hasReceived(fromOtherPort), "another port");
    assertFalse(inside.hasReceived(toOtherPort));
    assertEquals(mapped, reflexive(inside, known), "what was dropped has not changed the mapping");
  }

  @Test
  void masqueradeKeepsAPortUnlessSomebodySentThereBefore() {
    Udp host = INSIDE.get(NatType.MASQUERADE);
    String nat = NATS.get(NatType.MASQUERADE).publicAddress(null);
    Socket first = host.open();
    assertEquals(new Source(nat, first.port()), reflexive(first, here.open()));
    Socket second = host.open();
    Socket uninvited = here.open();
    uninvited.send(new Source(nat, second.port()));
    assertNotEquals(new Source(nat, second.port()), reflexive(second, uninvited));
  }

  @ParameterizedTest
  @EnumSource(names = {"FULL_CONE", "ADDRESS_RESTRICTED"})
  void answersComeFromWhereTheyWereSentTo(NatType type) {
    Socket inside = INSIDE.get(type).open();
    Source mapped = reflexive(inside, here.open());
    Socket uninvited = here.open();
    inside.receive(uninvited.send(mapped));
    assertEquals(mapped, reflexive(inside, uninvited));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"PUBLIC", "BLOCKED", "MASQUERADE"})
  void nothingComesBackThroughItFromInside(NatType type) {
    Socket outside = here.open();
    Socket first = INSIDE.get(type).open();
    Socket second = INSIDE.get(type).open();
    Source mapped = reflexive(first, outside);
    reflexive(second, outside);
    String hairpin = second.send(mapped);
    first.receive(outside.send(mapped));
    assertFalse(first.hasReceived(hairpin));
  }

  @Test
  void twoHostsBehindOneNatReachEachOtherInsideAndHaveTheirOwnPorts() {
    try (Udp second = new Udp(NATS.get(NatType.SAME_NAT).host("second"))) {
      Socket a = INSIDE.get(NatType.SAME_NAT).open();
      Socket b = second.open();
      assertEquals(a.own(), reflexive(a, b));
      Socket outside = here.open();
      Source mappedA = reflexive(a, outside);
      Source mappedB = reflexive(b, outside);
      assertEquals(mappedA.address(), mappedB.address());
      assertNotEquals(mappedA.port(), mappedB.port());
    }
  }

  @Test
  void privateAddressesLeadNowhereOutside() {
    Socket inside = INSIDE.get(NatType.FULL_CONE).open();
    String lost = here.open().send(inside.own());
    inside.receive(here.open().send(reflexive(inside, here.open())));
    assertFalse(inside.hasReceived(lost));
  }

  @Test
  void aFirewallLetsTheCoordinatorThroughOnly() {
    try (Udp blocked = new Udp(lab.host("blocked", NatType.BLOCKED)); Udp coordinator = new Udp(lab.coordinator())) {
      Socket inside = blocked.open();
      Socket known = coordinator.open();
      Socket other = here.open();
      String out = inside.send(other.own());
      String in = other.send(inside.own());
      assertEquals(inside.own(), reflexive(inside, known));
      assertEquals(known.own(), reflexive(known, inside));
      reflexive(there.open(), other);
      assertFalse(other.hasReceived(out));
      assertFalse(inside.hasReceived(in));
    }
  }

  @Test
  void peersAreBlockedInOneDirectionOrBoth() {
    Socket a = here.open();
    Socket b = there.open();
    lab.blockOneWay(hereHost, thereHost);
    String lost = a.send(b.own());
    a.receive(b.send(a.own()));
    assertFalse(b.hasReceived(lost));
    lab.unblock();
    b.receive(a.send(b.own()));
    lab.block(hereHost, thereHost);
    String lostToo = a.send(b.own());
    String lostAnswer = b.send(a.own());
    lab.unblock();
    b.receive(a.send(b.own()));
    a.receive(b.send(a.own()));
    assertFalse(b.hasReceived(lostToo));
    assertFalse(a.hasReceived(lostAnswer));
  }

  @Test
  void packetsBetweenTwoHostsAreCounted() {
    Socket a = here.open();
    Socket b = there.open();
    long before = lab.watched();
    lab.watch(hereHost, thereHost);
    reflexive(a, b);
    reflexive(b, a);
    b.receive(a.send(new Source(thereHost.address6(), b.port())));
    reflexive(INSIDE.get(NatType.FULL_CONE).open(), a);
    assertEquals(before + 3, lab.watched());
  }

  @Test
  void aProcessThatWritesSomethingElseFailsAtOnce() {
    Process noise = lab.java(Noise.class);
    try (RemoteAgent noisy = new RemoteAgent("noisy", Home.OWN, new LabJvm(noise), new JsonObject())) {
      AssertionError error = assertThrows(AssertionError.class, noisy::ready);
      assertTrue(error.getMessage().contains("something else"), error::getMessage);
      assertThrows(AssertionError.class, () -> noisy.ask("anything", new JsonObject()));
    }
  }

  /** Says what is no answer, and goes on. */
  static final class Noise {

    public static void main(String[] args) throws IOException {
      System.out.println("noise");
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  @Test
  void publicHostsHaveIpv6() {
    Socket a = here.open();
    Socket b = there.open();
    assertTrue(b.receive(a.send(new Source(thereHost.address6(), b.port()))).address().contains(":"));
    lab.block(hereHost, thereHost);
    String lost = a.send(new Source(thereHost.address6(), b.port()));
    lab.unblock();
    b.receive(a.send(new Source(thereHost.address6(), b.port())));
    assertFalse(b.hasReceived(lost));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"PUBLIC", "BLOCKED", "MASQUERADE"})
  void aRestartedNatForgetsAndMapsAnew(NatType type) {
    Socket inside = INSIDE.get(type).open();
    Socket outside = here.open();
    Source before = reflexive(inside, outside);
    NATS.get(type).newPorts();
    String lost = outside.send(before);
    Source after = reflexive(inside, outside);
    assertNotEquals(before, after);
    inside.receive(outside.send(after));
    assertFalse(inside.hasReceived(lost));
    NATS.get(type).flush();
    String lostToo = outside.send(after);
    inside.receive(outside.send(reflexive(inside, outside)));
    assertFalse(inside.hasReceived(lostToo));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"PUBLIC", "BLOCKED", "SAME_NAT"})
  void mappingsTimeOut(NatType type) {
    NatBox nat = lab.nat("brief" + type.ordinal(), type);
    nat.mappingTimeouts(3, 3);
    try (Udp agent = new Udp(nat.host("idle" + type.ordinal()))) {
      Socket inside = agent.open();
      Socket outside = here.open();
      Source mapped = reflexive(inside, outside);
      inside.receive(outside.send(mapped));
      assertEquals(1, nat.flowsWith(hereHost));
      Awaitility.await().until(() -> nat.flowsWith(hereHost) == 0);
      String lost = outside.send(mapped);
      inside.receive(outside.send(reflexive(inside, outside)));
      assertFalse(inside.hasReceived(lost));
    }
  }

  @Test
  void hostsAreRenumberedRoamAndGoDown() {
    NatBox home = lab.nat("home", NatType.PORT_RESTRICTED);
    NatBox mobile = lab.nat("mobile", NatType.SYMMETRIC);
    Host host = home.host("roamer");
    try (Udp agent = new Udp(host)) {
      Socket inside = agent.open();
      Socket outside = here.open();
      Source first = reflexive(inside, outside);
      String oldAddress = host.address();
      host.renumber();
      assertNotEquals(oldAddress, host.address());
      Source renumbered = reflexive(inside, outside);
      assertEquals(first.address(), renumbered.address());
      assertNotEquals(first.port(), renumbered.port());

      host.down();
      String lost = outside.send(renumbered);
      host.up();
      inside.receive(outside.send(reflexive(inside, outside)));
      assertFalse(inside.hasReceived(lost));

      host.roam(mobile);
      Source roamed = reflexive(inside, outside);
      assertEquals(host.publicAddress(), roamed.address());
      assertNotEquals(first.address(), roamed.address());
      host.roam(lab.publicNetwork());
      assertEquals(inside.own(), reflexive(inside, outside));
    }
  }
}
