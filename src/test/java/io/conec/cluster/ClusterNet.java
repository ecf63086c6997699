package io.conec.cluster;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.CoordinatorOptions;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.PeerRule;
import io.conec.impl.identity.Credentials;
import io.conec.test.Child;
import io.conec.test.TestCertificates;
import io.conec.test.TestCluster;
import io.conec.test.TestNet;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import static io.conec.test.TestNet.await;

/**
 * Several Coordinators that are one, all in one clustered Vert.x instance, with one certificate, and clients. Closes
 * everything.
 */
final class ClusterNet implements AutoCloseable {

  private static final Credentials CERTIFICATE = TestCertificates.host("localhost");

  private final TestCluster cluster = new TestCluster();
  private final Vertx clustered = cluster.join(Vertx.builder());
  private final Map<ConecClient, Vertx> instances = new HashMap<>();
  private final List<ConecCoordinator> nodes = new ArrayList<>();

  ClusterNet(int nodes) {
    this(nodes, options -> options);
  }

  ClusterNet(int nodes, UnaryOperator<CoordinatorOptions> options) {
    for (int i = 0; i < nodes; i++) {
      start(options);
    }
  }

  static CoordinatorOptions coordinatorOptions() {
    return TestNet.coordinatorOptions().setClustered(true).addPeerRule(new PeerRule())
      .setKeyCertOptions(TestCertificates.pem(CERTIFICATE));
  }

  ConecCoordinator start(UnaryOperator<CoordinatorOptions> options) {
    ConecCoordinator node = await(ConecCoordinator.create(clustered, options.apply(coordinatorOptions())).listen());
    nodes.add(node);
    return node;
  }

  /** A node in a process of its own, which its user closes. */
  Child startProcess() {
    return startProcess(0);
  }

  Child startProcess(int port) {
    return Child.node(coordinatorOptions().setPort(port), cluster);
  }

  Vertx clustered() {
    return clustered;
  }

  /** The address of a node, as all nodes call it. */
  String address(int index) {
    return "127.0.0.1:" + node(index).actualPort();
  }

  ConecCoordinator node(int index) {
    return nodes.get(index);
  }

  /** All know the same clients. */
  void awaitClients(int count) {
    TestNet.awaitUntil(() -> nodes.stream().allMatch(node -> node.clientCount() == count));
  }

  /**
   * @param order the indices of the nodes in the order in which the client tries them
   */
  ClientOptions clientOptions(String id, int... order) {
    return clientOptionsOfPorts(id, IntStream.of(order).map(index -> node(index).actualPort()).toArray());
  }

  ClientOptions clientOptionsOfPorts(String id, int... ports) {
    ClientOptions options = new ClientOptions().setId(id).setLocalAddress("127.0.0.1").setTrustOptions(trust());
    IntStream.of(ports).forEach(port -> options.addCoordinator("localhost:" + port));
    return options;
  }

  ClientOptions clientOptions(String id, PathPolicy policy, int... order) {
    return clientOptions(id, order).setPathOptions(new PathOptions().setPathPolicy(policy));
  }

  private static PemTrustOptions trust() {
    return TestCertificates.pemTrust(CERTIFICATE.chain().get(0));
  }

  ConecClient client(ClientOptions options) {
    Vertx vertx = Vertx.vertx();
    ConecClient client = ConecClient.create(vertx, options);
    instances.put(client, vertx);
    return client;
  }

  Vertx vertxOf(ConecClient client) {
    return instances.get(client);
  }

  ConecClient connect(ClientOptions options) {
    ConecClient client = client(options);
    await(client.connect());
    return client;
  }

  void closeClients() {
    instances.values().forEach(vertx -> await(vertx.close()));
    instances.clear();
  }

  @Override
  public void close() {
    closeClients();
    await(clustered.close());
  }
}
