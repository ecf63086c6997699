package io.conec.client;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.PeerEvent;
import io.conec.PeerRule;
import io.conec.impl.identity.CertificateAuthority;
import io.conec.test.LogRecorder;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import static io.conec.test.TestCertificates.authority;
import static io.conec.test.TestCertificates.peer;
import static io.conec.test.TestCertificates.pem;
import static io.conec.test.TestCertificates.pemTrust;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which peers are connected, join and leave. */
class PeersTest {

  private TestNet net;

  @AfterEach
  void stop() {
    net.close();
  }

  private void start(UnaryOperator<CoordinatorOptions> options) {
    net = new TestNet(options);
  }

  private void startOpenToAll() {
    start(options -> options.addPeerRule(new PeerRule()));
  }

  private static List<String> follow(ConecClient client) {
    List<String> events = new CopyOnWriteArrayList<>();
    client.peerHandler(event -> events.add(text(event)));
    return events;
  }

  private static String text(PeerEvent event) {
    return event.getId() + " " + event.getType() + " " + event.getReason();
  }

  private static void awaitEvents(List<String> events, String... expected) {
    awaitUntil(() -> events.size() >= expected.length);
    assertEquals(List.of(expected), events);
  }

  private static Set<String> peers(ConecClient client) {
    return Set.copyOf(await(client.peers()));
  }

  @Test
  void withoutAClientAuthorityNobodySeesAnybody() {
    start(options -> options);
    net.connect("depot");
    ConecClient shop = net.connect("shop");
    ConecException failure = assertFails(ConecError.PEERS_NOT_PERMITTED, shop.peers());
    assertTrue(failure.getMessage().contains("'shop'"), failure.getMessage());
    assertTrue(failure.getMessage().contains("peerRules of the Coordinator"), failure.getMessage());
  }

  @Test
  void aHandlerThatIsNeverCalledCausesOneWarning() {
    start(options -> options);
    try (LogRecorder log = LogRecorder.warnings()) {
      ConecClient shop = net.connect("shop");
      List<String> events = follow(shop);
      awaitUntil(() -> !log.with("peerHandler", "peerRules").isEmpty());
      assertFails(ConecError.PEERS_NOT_PERMITTED, shop.peers());
      assertEquals(1, log.with("peerHandler", "peerRules").size());
      assertEquals(List.of(), events);
    }
  }

  @Test
  void withAClientAuthorityAllSeeAll() {
    CertificateAuthority home = authority("home");
    start(options -> options.setClientTrustOptions(pemTrust(home.certificate())));
    ConecClient shop = net.connect(net.clientOptions("shop").setKeyCertOptions(pem(peer(home, "shop"))));
    assertEquals(Set.of(), peers(shop));
    ConecClient depot = net.connect(net.clientOptions("depot").setKeyCertOptions(pem(peer(home, "depot"))));
    assertEquals(Set.of("depot"), peers(shop));
    assertEquals(Set.of("shop"), peers(depot));
  }

  @Test
  void withAClientAuthorityAnEmptyListOfRulesHidesAll() {
    CertificateAuthority home = authority("home");
    start(options -> options.setClientTrustOptions(pemTrust(home.certificate())).setPeerRules(List.of()));
    ConecClient shop = net.connect(net.clientOptions("shop").setKeyCertOptions(pem(peer(home, "shop"))));
    assertFails(ConecError.PEERS_NOT_PERMITTED, shop.peers());
  }

  @Test
  void rulesSayWhoSeesWhom() {
    start(options -> options.addPeerRule(new PeerRule().setPeer("shop").setSeesRegex("depot-.*"))
      .addPeerRule(new PeerRule().setPeerRegex("depot-.*").setSees("shop"))
      .addPeerRule(new PeerRule().setPeer("shop").setSees("office")));
    ConecClient shop = net.connect("shop");
    ConecClient depot = net.connect("depot-1");
    net.connect("depot-2");
    ConecClient office = net.connect("office");
    net.connect("other");
    assertEquals(Set.of("depot-1", "depot-2", "office"), peers(shop));
    assertEquals(Set.of("shop"), peers(depot));
    assertFails(ConecError.PEERS_NOT_PERMITTED, office.peers());
  }

  @Test
  void anIdInARuleThatWasMeantAsAnExpressionIsRefused() {
    startOpenToAll();
    CoordinatorOptions options = TestNet.coordinatorOptions().addPeerRule(new PeerRule().setSees("depot-*"));
    String message =
      assertThrows(IllegalArgumentException.class, () -> net.startCoordinator(options)).getMessage();
    assertTrue(message.contains("peerRules") && message.contains("seesRegex"), message);
  }

  @Test
  void peersThatJoinAndLeaveCauseEventsWithTheReason() {
    startOpenToAll();
    ConecClient depot = net.connect("depot");
    ConecClient shop = net.connect("shop");
    List<String> events = follow(shop);
    awaitEvents(events, "depot JOINED null");
    RawClient office = RawClient.join("office", net.coordinator().actualPort());
    awaitEvents(events, "depot JOINED null", "office JOINED null");
    await(depot.close());
    awaitEvents(events, "depot JOINED null", "office JOINED null", "depot LEFT null");
    office.connection().close(ConecError.INTERNAL.code(), "crash");
    awaitEvents(events, "depot JOINED null", "office JOINED null", "depot LEFT null", "office LEFT PEER_LOST");
    assertEquals(Set.of(), peers(shop));
    office.close();
  }

  @Test
  void aProcessThatRestartsLeavesAndJoins() {
    startOpenToAll();
    RawIdentity identity = RawIdentity.of("depot");
    RawClient first = RawClient.connect(identity, net.coordinator().actualPort()).hello("depot");
    List<String> events = follow(net.connect("shop"));
    awaitEvents(events, "depot JOINED null");
    RawClient second = RawClient.connect(identity, net.coordinator().actualPort());
    second.control().write(RawFrame.hello("depot", "another")).expect(RawFrame.WELCOME);
    awaitEvents(events, "depot JOINED null", "depot LEFT PEER_LOST", "depot JOINED null");
    first.close();
    second.close();
  }

  @Test
  void theFilterIsForListAndHandler() {
    startOpenToAll();
    ConecClient shop = net.connect(net.clientOptions("shop").setPeerFilter("(gateway|office)-[0-9]"));
    List<String> events = follow(shop);
    net.connect("office-x");
    net.connect("gateway-1");
    net.connect("depot");
    net.connect("office-2");
    awaitEvents(events, "gateway-1 JOINED null", "office-2 JOINED null");
    assertEquals(Set.of("gateway-1", "office-2"), peers(shop));
  }

  @Test
  void aRemovedHandlerIsNotCalledAndAnotherOneGetsAllPeers() {
    startOpenToAll();
    ConecClient shop = net.connect("shop");
    List<String> before = follow(shop);
    net.connect("depot");
    awaitEvents(before, "depot JOINED null");
    shop.peerHandler(null);
    net.connect("office");
    assertEquals(Set.of("depot", "office"), peers(shop));
    List<String> after = follow(shop);
    awaitUntil(() -> after.size() == 2);
    assertEquals(Set.of("depot JOINED null", "office JOINED null"), Set.copyOf(after));
    assertEquals(List.of("depot JOINED null"), before);
  }

  @Test
  void aHandlerMayBeSetBeforeConnect() {
    startOpenToAll();
    net.connect("depot");
    ConecClient shop = net.client(net.clientOptions("shop"));
    List<String> events = follow(shop);
    await(shop.connect());
    awaitEvents(events, "depot JOINED null");
  }

  @Test
  void aClosedClientKnowsNoPeers() {
    startOpenToAll();
    ConecClient shop = net.connect("shop");
    await(shop.close());
    assertFails(ConecError.CLOSED, shop.peers());
  }

  @Test
  void moreThanMaxPeersAreLeftOutWithAWarning() {
    startOpenToAll();
    IntStream.range(0, 3).forEach(i -> net.connect("depot-" + i));
    try (LogRecorder log = LogRecorder.warnings()) {
      ConecClient shop = net.connect(net.clientOptions("shop").setMaxPeers(2));
      assertEquals(2, await(shop.peers()).size());
      assertEquals(1, log.with("maxPeers").size());
    }
  }
}
