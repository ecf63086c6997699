package io.conec.hostile;

import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.test.Nat;
import io.conec.test.NoLeaksExtension;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection.Close;
import io.conec.test.raw.RawConnection;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawUdp;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The candidates of a peer, what a client does with them, and the candidates that it signals. */
@ExtendWith(NoLeaksExtension.class)
class CandidatesTest {

  private static final int SILENCE = 300;

  private static Victims victims;

  @BeforeAll
  static void start() {
    victims = new Victims();
  }

  /** Honest clients are served, whatever the peer sent. */
  @AfterAll
  static void stop() throws InterruptedException {
    victims.assertServed();
    victims.close();
  }

  private static void assertViolation(PathPeer peer, String reason) {
    Close close = peer.connection.expectClose(PROTOCOL_VIOLATION.code());
    assertTrue(close.reason().contains(reason), () -> "'" + reason + "' is not in " + close);
    awaitUntil(peer.channel::isClosed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", ":80", "localhost:80", "example.com:80", "127.0.0.1", "127.0.0.1:",
    "127.0.0.1:99999", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+80", "127.0.0.1: 80", "127.0.0.1:80 ",
    " 127.0.0.1:80", "127.1:80", "0x7f000001:80", "2130706433:80", "127.0.0.256:80", "127.0.0.1:\u0661\u0662",
    "127.0.0.1:000080", "[127.0.0.1]:80", "[::1]", "[::1:80", "::1:80", "[::1]80", "[::g]:80", "[]:80",
    "127.0.0.1/8:80", "127.0.0.1%lo:80"})
  void textThatIsNotAnAddressClosesTheChannel(String address) {
    try (PathPeer peer = PathPeer.open(victims.net, victims.depot)) {
      RawUdp silent = peer.silent();
      peer.signal(silent.text(), address);
      assertViolation(peer, "is not an IP address with a port");
      assertNull(silent.poll(0), "nothing of such a message is used");
    }
  }

  static Stream<String> badFields() {
    String key = Base64.getEncoder().encodeToString(new byte[16]);
    JsonObject good = new JsonObject().put("id", "0123456789abcdef").put("key", key)
      .put("addresses", new JsonArray());
    return Stream.of(
      without(good, "id"), without(good, "key"), without(good, "addresses"),
      good.copy().put("id", 1), good.copy().put("id", "0123456789abcde"), good.copy().put("id", "0123456789abcdeg"),
      good.copy().put("key", "?"), good.copy().put("key", ""), good.copy().putNull("key"),
      good.copy().put("key", Base64.getEncoder().encodeToString(new byte[15])),
      good.copy().put("key", Base64.getEncoder().encodeToString(new byte[17])),
      good.copy().put("addresses", "127.0.0.1:1"), good.copy().put("addresses", new JsonObject()),
      good.copy().put("addresses", new JsonArray().add(1)), good.copy().put("addresses", new JsonArray().addNull()))
      .map(JsonObject::encode);
  }

  private static JsonObject without(JsonObject json, String field) {
    JsonObject copy = json.copy();
    copy.remove(field);
    return copy;
  }

  @ParameterizedTest
  @MethodSource("badFields")
  void fieldsThatAreWrongCloseTheChannel(String candidates) {
    for (String paths : new String[] {"AUTO", "RELAY_ONLY"}) {
      try (PathPeer peer = PathPeer.open(victims.net, victims.depot, true, paths)) {
        peer.signal(new JsonObject(candidates));
        assertViolation(peer, "");
      }
    }
  }

  @Test
  void theAcceptorIsCheckedTheSameWay() {
    try (PathPeer peer = PathPeer.open(victims.net, victims.shop, false, "AUTO")) {
      peer.signal("localhost:80");
      assertViolation(peer, "is not an IP address with a port");
    }
  }

  @Test
  void aChannelThatWaitsForItsDirectPathIsNotOpened() {
    Promise<ConecChannel> opened = Promise.promise();
    try (PathPeer peer = PathPeer.acceptDirectOnly(victims.net, victims.shop, opened)) {
      peer.signal("localhost:80");
      peer.connection.expectClose(PROTOCOL_VIOLATION.code());
      assertFails(PROTOCOL_VIOLATION, opened.future());
    }
  }

  @Test
  void candidatesBeforeTheGreeting() {
    try (RawClient mallory = RawClient.join("mallory", victims.port())) {
      RawConnection connection = mallory.connectPeer("depot").awaitEstablished();
      connection.openStream().write(RawFrame.control(RawFrame.CANDIDATES, new JsonObject().put("id", "0123456789abcdef")
        .put("key", Base64.getEncoder().encodeToString(new byte[16])).put("addresses", new JsonArray())));
      assertTrue(connection.expectClose(PROTOCOL_VIOLATION.code()).reason().contains("before the greeting"));
    }
  }

  @Test
  void addressesThatMustNotBeProbedAreIgnored() {
    try (PathPeer peer = PathPeer.open(victims.net, victims.depot)) {
      RawUdp silent = peer.silent();
      int port = silent.address().getPort();
      // Linux sends datagrams to the unspecified address to this machine: a probe would arrive.
      peer.signal("0.0.0.0:" + port, "[::]:" + port, "[::ffff:0.0.0.0]:" + port, "[::0.0.0.0]:" + port);
      peer.sync();
      assertNull(silent.poll(SILENCE));
      peer.signal("127.0.0.1:0", "[::1]:0", "[::1]:" + port, "240.0.0.0:1", "[2001:db8::1]:" + port);
      peer.sync();
      assertNull(silent.poll(SILENCE));
      peer.assertUndisturbed(PathKind.RELAYED, 0);
      peer.takeDirect();
      peer.assertUndisturbed(PathKind.DIRECT, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "127.0.0.1:0 0.0.0.0:9 [::]:9 [::ffff:0.0.0.0]:9 224.0.0.1:9 239.1.2.3:9 [ff02::1]:9 "
      + "[::ffff:224.0.0.1]:9 169.254.1.1:9 [fe80::1]:9 240.0.0.0:1 240.0.0.1:9 255.255.255.255:9 198.51.100.7:9",
    "0.1.2.3:9 127.255.255.255:9 192.88.99.1:9 198.18.0.1:9 127.0.0.1:53 127.0.0.1:123 [fec0::1]:9 [2001::1]:9 "
      + "[64:ff9b::7f00:1]:9 [2002:7f00:1::]:9 [::ffff:255.255.255.255]:9 COORDINATOR"
  })
  void noneOfTheseAddressesIsTried(String addresses) {
    ConecClient brief = victims.net.connect(victims.net.clientOptions("brief").setOpenTimeout(Duration.ofSeconds(1))
      .setPathOptions(new PathOptions().addExcludedNetwork("198.51.100.0/24")));
    Promise<ConecChannel> opened = Promise.promise();
    try (PathPeer peer = PathPeer.acceptDirectOnly(victims.net, brief, opened)) {
      peer.signal(addresses.replace("COORDINATOR", "127.0.0.1:" + victims.port()).split(" "));
      String message = assertFails(ConecError.NO_DIRECT_PATH, opened.future()).getMessage();
      assertTrue(message.contains("signalled no address that may be checked"), message);
    }
    TestNet.await(brief.close());
  }

  @Test
  void theAddressOfTheCoordinatorIsNotProbed() {
    try (PathPeer peer = PathPeer.open(victims.net, victims.depot)) {
      RawUdp silent = peer.silent();
      peer.signal("127.0.0.1:" + victims.port(), silent.text());
      awaitUntil(() -> silent.count() >= 3);
      peer.assertUndisturbed(PathKind.RELAYED, 0);
      peer.takeDirect();
      peer.assertUndisturbed(PathKind.DIRECT, 1);
    }
  }

  @Test
  void manyAddressesAndDuplicates() {
    try (PathPeer peer = PathPeer.open(victims.net, victims.depot)) {
      RawUdp late = peer.silent();
      RawUdp silent = peer.silent();
      String[] thousand = IntStream.range(0, 1000).mapToObj(i -> "127.0.0.1:9").toArray(String[]::new);
      thousand[999] = late.text();
      peer.signal(thousand);
      peer.sync();
      peer.signal(Collections.nCopies(1000, silent.text()).toArray(String[]::new));
      peer.sync();
      awaitUntil(() -> silent.count() >= 3);
      assertTrue(silent.count() <= 6, () -> silent.count() + " probes in one round");
      assertEquals(0, late.count());
      peer.assertUndisturbed(PathKind.RELAYED, 0);
      peer.takeDirect();
    }
  }

  @Test
  void addressesThatAreNoLongerSignalledAreForgotten() {
    try (PathPeer peer = PathPeer.open(victims.net, victims.depot)) {
      RawUdp first = peer.silent();
      peer.signal(first.text());
      awaitUntil(() -> first.count() > 0);
      RawUdp second = peer.silent();
      peer.signal(second.text());
      awaitUntil(() -> second.count() > 0);
      first.clear();
      awaitUntil(() -> second.count() >= 4);
      assertEquals(0, first.count());
    }
  }

  @Test
  void withoutLocalCandidatesOnlyTheObservedAddressIsSignalled() {
    for (boolean local : new boolean[] {true, false}) {
      try (TestNet net = new TestNet(); Nat nat = new Nat(net.coordinator().actualPort())) {
        ConecClient client = net.connect(net.clientOptions("private")
          .setCoordinators(List.of("localhost:" + nat.port()))
          .setPathOptions(new PathOptions().setHostCandidates(local)));
        try (PathPeer peer = PathPeer.open(net, client)) {
          assertEquals("127.0.0.1:" + nat.outsidePort(), peer.signalledAddresses().get(0));
          assertEquals(local ? 2 : 1, peer.signalledAddresses().size(), peer.signalled::encode);
        }
      }
    }
  }

  @Test
  void excludedNetworksAreNeitherSignalledNorProbed() {
    try (TestNet net = new TestNet()) {
      ConecClient client = net.connect(net.clientOptions("picky").setLocalAddress("127.0.0.2")
        .setPathOptions(new PathOptions().addExcludedNetwork("127.0.0.2/31")));
      try (PathPeer peer = PathPeer.open(net, client)) {
        assertEquals(List.of(), peer.signalledAddresses());
        RawUdp excluded = peer.silent("127.0.0.3");
        RawUdp allowed = peer.silent("127.0.0.4");
        peer.signal(excluded.text(), allowed.text());
        awaitUntil(() -> allowed.count() >= 3);
        assertEquals(0, excluded.count());
        // An excluded address does not become a peer-reflexive candidate: it may be answered, but not probed.
        byte[] probe = peer.probe();
        excluded.send(probe, peer.target);
        PathTakenTest.assertAnswered(peer, excluded, peer.lastNumber());
        assertNull(excluded.poll(SILENCE));
      }
    }
  }

  @Test
  void aChangeOfTheObservedAddressIsSentToTheClient() {
    try (Nat nat = new Nat(victims.port());
         RawClient mallory = RawClient.connect(RawIdentity.of("mallory"), nat.port()).hello("mallory")) {
      nat.rebind();
      mallory.control().write(RawFrame.ping(1));
      JsonObject observed = PathPeer.expect(mallory.control(), RawFrame.OBSERVED);
      assertEquals("127.0.0.1:" + nat.outsidePort(), observed.getString("address"));
    }
  }

  @Test
  void aChangeOfTheObservedAddressIsSignalledToPeers() {
    try (TestNet net = new TestNet(); Nat nat = new Nat(net.coordinator().actualPort())) {
      ConecClient client = net.connect(net.clientOptions("moving").setCoordinators(List.of("localhost:" + nat.port()))
        .setPathOptions(new PathOptions().setHostCandidates(false)));
      try (PathPeer peer = PathPeer.open(net, client)) {
        String id = peer.signalled.getString("id");
        String key = peer.signalled.getString("key");
        nat.rebind();
        // A datagram has to come from there: the client does not know of its new address.
        peer.channel.ping();
        peer.awaitCandidates();
        assertEquals(List.of("127.0.0.1:" + nat.outsidePort()), peer.signalledAddresses());
        assertEquals(id, peer.signalled.getString("id"), "the same for the life of the channel");
        assertEquals(key, peer.signalled.getString("key"));
        // It probes candidates of mallory at the same time.
        RawUdp silent = peer.silent();
        peer.signal(silent.text());
        awaitUntil(() -> silent.count() > 0);
      }
    }
  }
}
