package io.conec.cluster;

import io.conec.ClientInfo;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.ConecCoordinatorVerticle;
import io.conec.ConecError;
import io.conec.ConecStream;
import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.PeerEvent;
import io.conec.test.Inbox;
import io.conec.test.Nat;
import io.conec.test.StreamPair;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.conec.test.Transfer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClusterTest {

  private static ClusterNet net;

  @BeforeAll
  static void start() {
    net = new ClusterNet(3);
  }

  @AfterEach
  void leave() {
    net.closeClients();
    net.awaitClients(0);
  }

  @AfterAll
  static void stop() {
    net.close();
  }

  @Test
  void aVertxThatIsNotClusteredIsRefused() {
    try (TestNet single = new TestNet()) {
      ConecCoordinator node = ConecCoordinator.create(single.vertx(), ClusterNet.coordinatorOptions());
      assertEquals("clustered", assertFails(ConecError.CONFIGURATION, node.listen()).option());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RELAY_ONLY", "DIRECT_ONLY"})
  void clientsOfTwoNodesReachEachOther(PathPolicy policy) {
    ConecClient shop = net.connect(net.clientOptions("shop", policy, 0));
    ConecClient depot = net.connect(net.clientOptions("depot", policy, 1));
    net.awaitClients(2);
    depot.streamHandler(stream -> stream.pipeTo(stream));
    ConecChannel channel = await(shop.openChannel("depot"));
    ConecStream stream = await(channel.openStream());
    Inbox inbox = new Inbox(stream);
    await(stream.write(Buffer.buffer("hello")));
    inbox.assertNext("hello");
    assertEquals(policy == PathPolicy.RELAY_ONLY ? PathKind.RELAYED : PathKind.DIRECT, channel.path().getKind());
    await(channel.close());
    awaitUntil(() -> net.node(0).channelCount() == 0 && net.node(1).channelCount() == 0);
  }

  @Test
  void everyNodeSaysWhichNodeAClientIsAt() {
    ConecClient shop = net.connect(net.clientOptions("shop", 2));
    net.awaitClients(1);
    Set<String> seen = Set.of(0, 1, 2).stream().map(index -> net.node(index).clients().get(0))
      .map(ClientInfo::toJson).map(json -> json.remove("channels") + " " + json).collect(Collectors.toSet());
    assertEquals(1, seen.size(), seen.toString());
    assertEquals(net.address(2), net.node(0).clients().get(0).getNode());
  }

  @Test
  void aVerticleIsANodeThatTheOthersReport() throws InterruptedException {
    awaitUntil(() -> net.node(0).nodes().size() == 3);
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    net.node(0).nodeJoinedHandler(node -> events.add("joined " + node.getAddress()))
      .nodeLeftHandler(node -> events.add("left " + node.getAddress()));
    String verticle = await(net.clustered().deployVerticle(ConecCoordinatorVerticle.class.getName(),
      new DeploymentOptions().setConfig(ClusterNet.coordinatorOptions().toJson())));
    String joined = events.poll(TestNet.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    assertTrue(joined.startsWith("joined 127.0.0.1:"), joined);
    String address = joined.substring("joined ".length());
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    ConecClient shop = net.connect(net.clientOptionsOfPorts("shop", port));
    awaitUntil(() -> net.node(0).nodes().stream()
      .anyMatch(node -> node.getAddress().equals(address) && node.getClients() == 1));
    assertEquals(0, net.node(0).nodes().get(0).getClients());
    await(shop.close());
    await(net.clustered().undeploy(verticle));
    assertEquals("left " + address, events.poll(TestNet.DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
    assertEquals(3, net.node(0).nodes().size());
    net.awaitClients(0);
  }

  @Test
  void anIdBelongsToOneClientOfAllNodes() {
    ConecClient shop = net.connect(net.clientOptions("shop", 0));
    net.awaitClients(1);
    assertFails(ConecError.ID_IN_USE, net.client(net.clientOptions("shop", 1)).connect());
    assertTrue(shop.isConnected());
    await(shop.close());
    net.awaitClients(0);
    await(net.connect(net.clientOptions("shop", 1)).close());
    net.awaitClients(0);
  }

  @Test
  void theSameCertificateTakesTheIdOverAtAnotherNode() {
    var certificate = TestCertificates.pemOfPeer("shop");
    ConecClient first = net.connect(net.clientOptions("shop", 0).setKeyCertOptions(certificate));
    net.awaitClients(1);
    ConecClient second = net.connect(net.clientOptions("shop", 1).setKeyCertOptions(certificate));
    awaitUntil(() -> !first.isConnected());
    net.awaitClients(1);
    assertTrue(second.isConnected());
    assertEquals(net.address(1), net.node(0).clients().get(0).getNode());
  }

  @Test
  void clientsSeeThoseOfAllNodes() throws InterruptedException {
    ConecClient shop = net.connect(net.clientOptions("shop", 0));
    BlockingQueue<PeerEvent> events = new LinkedBlockingQueue<>();
    shop.peerHandler(events::add);
    ConecClient depot = net.connect(net.clientOptions("depot", 1));
    assertEquals("depot JOINED", next(events));
    await(depot.close());
    assertEquals("depot LEFT", next(events));
  }

  private static String next(BlockingQueue<PeerEvent> events) throws InterruptedException {
    PeerEvent event = events.poll(TestNet.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    return event.getId() + " " + event.getType();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "01"})
  void aTransferGoesOnWhenANodeCloses(String depotOrder) {
    try (ClusterNet own = new ClusterNet(2)) {
      ConecClient shop = own.connect(own.clientOptions("shop", PathPolicy.RELAY_ONLY, 0, 1));
      ConecClient depot = own.connect(own.clientOptions("depot", PathPolicy.RELAY_ONLY,
        depotOrder.charAt(0) - '0', depotOrder.charAt(1) - '0'));
      own.awaitClients(2);
      StreamPair pair = StreamPair.open(shop, depot);
      Transfer transfer = new Transfer(own.clustered(), pair.near(), pair.far());
      transfer.awaitProgress();
      await(own.node(0).close());
      transfer.awaitProgress();
      transfer.finish();
      assertEquals(1, own.node(1).channelCount());
      assertEquals(2, own.node(1).clientCount());
    }
  }

  @Test
  void aClientThatReconnectsToItsNodeKeepsItsChannels() {
    ConecClient shop = net.connect(net.clientOptions("shop", PathPolicy.RELAY_ONLY, 0));
    ConecClient depot = net.connect(net.clientOptions("depot", PathPolicy.RELAY_ONLY, 1));
    net.awaitClients(2);
    StreamPair pair = StreamPair.open(shop, depot);
    Transfer transfer = new Transfer(net.clustered(), pair.near(), pair.far());
    transfer.awaitProgress();
    String before = fingerprint("depot");
    assertTrue(await(depot.updateCertificates(
      net.clientOptions("depot", 1).setKeyCertOptions(TestCertificates.pemOfPeer("depot")))));
    awaitUntil(() -> !Set.of("", before).contains(fingerprint("depot")));
    // Longer than an end that has moved may take to claim its channels.
    long start = System.nanoTime();
    awaitUntil(() -> System.nanoTime() - start > TimeUnit.SECONDS.toNanos(6));
    transfer.awaitProgress();
    transfer.finish();
  }

  private static String fingerprint(String id) {
    return net.node(0).clients().stream().filter(client -> client.getId().equals(id)).findFirst()
      .map(ClientInfo::getFingerprint).orElse("");
  }

  /** The node is alive, and keeps the connection of the client until it learns that the client is elsewhere. */
  @Test
  void aClientThatDoesNotReachItsNodeGoesToAnother() {
    try (Nat nat = new Nat(net.node(0).actualPort())) {
      ConecClient shop = net.connect(net.clientOptionsOfPorts("shop", nat.port(), net.node(1).actualPort())
        .setPathOptions(new PathOptions().setPathPolicy(PathPolicy.RELAY_ONLY)));
      ConecClient depot = net.connect(net.clientOptions("depot", PathPolicy.RELAY_ONLY, 0));
      net.awaitClients(2);
      StreamPair pair = StreamPair.open(shop, depot);
      Transfer transfer = new Transfer(net.clustered(), pair.near(), pair.far());
      transfer.awaitProgress();
      nat.pass(false);
      String other = net.address(1);
      awaitUntil(() -> net.node(0).clients().stream().anyMatch(client -> other.equals(client.getNode())));
      transfer.awaitProgress();
      transfer.finish();
      net.awaitClients(2);
    }
  }

  @Test
  void clientsLeaveANodeThatShutsDownOneAfterAnother() {
    try (ClusterNet own = new ClusterNet(2)) {
      Vertx vertx = Vertx.vertx();
      int count = 50;
      List<ConecClient> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ConecClient client = ConecClient.create(vertx, own.clientOptions("client-" + i, 0, 1));
        await(client.connect());
        clients.add(client);
      }
      own.awaitClients(count);
      Future<Void> shutdown = own.node(0).shutdown();
      awaitUntil(() -> at(own, 1) > 0);
      assertTrue(at(own, 1) < count, "all have left at once");
      await(shutdown);
      awaitUntil(() -> at(own, 1) == count);
      await(vertx.close());
    }
  }

  private static long at(ClusterNet net, int node) {
    String address = net.address(node);
    return net.node(node).clients().stream().filter(client -> client.getNode().equals(address)).count();
  }
}
