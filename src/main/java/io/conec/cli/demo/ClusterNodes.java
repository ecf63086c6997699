package io.conec.cli.demo;

import io.conec.ClientInfo;
import io.conec.ConecCoordinator;
import io.conec.CoordinatorOptions;
import io.conec.cli.ClusteredVertx;
import io.conec.cli.CommandException;
import io.conec.impl.identity.SubjectNames;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** The Coordinators of the demo, each with a clustered Vert.x of its own, on loopback. */
final class ClusterNodes {

  private static final long DEADLINE_MILLIS = 15_000;
  private static final long PAUSE_MILLIS = 50;

  private record Node(Vertx vertx, ConecCoordinator coordinator, InetSocketAddress member) { }

  private final String name = "conec-demo-" + ProcessHandle.current().pid();
  private final Peer host;
  private final CoordinatorOptions options;
  private final List<Node> nodes = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Node> alive = new ArrayList<>();

  ClusterNodes(Peer host, Certificates certificates) {
    this.host = host;
    // One certificate for all: their clients know one name.
    PemKeyCertOptions certificate = certificates.issue(SubjectNames.hosts(List.of("127.0.0.1")));
    options = new CoordinatorOptions().setHost("127.0.0.1").setPort(0).setClustered(true)
      .setKeyCertOptions(certificate).setClientTrustOptions(certificates.trust());
  }

  ConecCoordinator start() throws Exception {
    InetSocketAddress member = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), freePort());
    List<String> others = nodes.stream().map(node -> "127.0.0.1:" + node.member().getPort()).toList();
    Vertx vertx = host.await(ClusteredVertx.join(name, member, 0, others));
    ConecCoordinator coordinator = ConecCoordinator.create(vertx, options);
    Node node = new Node(vertx, coordinator, member);
    nodes.add(node);
    alive.add(node);
    return host.await(coordinator.listen());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port(int index) {
    return nodes.get(index).coordinator().actualPort();
  }

  String address(int index) {
    return "127.0.0.1:" + port(index);
  }

  /** Returns the number of nodes. */
  int awaitEachKnowsAll() throws Exception {
    await("each node should know the others",
      () -> alive.stream().allMatch(node -> node.coordinator().nodes().size() == alive.size()));
    return alive.size();
  }

  /** Returns the node that has the client, as all nodes say. */
  String awaitNodeOf(String id) throws Exception {
    await("all nodes should say where " + id + " is",
      () -> alive.stream().map(node -> nodeOf(node, id)).distinct().count() == 1 && nodeOf(alive.get(0), id) != null);
    return nodeOf(alive.get(0), id);
  }

  private static String nodeOf(Node node, String id) {
    return node.coordinator().clients().stream().filter(client -> client.getId().equals(id)).findFirst()
      .map(ClientInfo::getNode).orElse(null);
  }

  private void await(String what, BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + DEADLINE_MILLIS * 1_000_000;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new CommandException(what);
      }
      host.pause(PAUSE_MILLIS);
    }
  }

  /** Holds the node's threads, so that it answers nobody any more and says nothing, as after a SIGSTOP. */
  void stop(int index) {
    Node node = nodes.get(index);
    alive.remove(node);
    ((VertxInternal) node.vertx()).nettyEventLoopGroup().forEach(loop -> loop.execute(this::hold));
  }

  private void hold() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void close() {
    ended.countDown();
    nodes.forEach(node -> host.onClose(node.vertx()::close));
    // These run first: the node that was stopped would send to an event bus that is closed.
    nodes.forEach(node -> host.onClose(node.coordinator()::close));
    host.close();
  }
}
