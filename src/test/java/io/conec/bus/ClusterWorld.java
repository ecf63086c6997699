package io.conec.bus;

import static io.conec.test.TestNet.await;

import io.conec.test.TestCluster;

/** Two members of a cluster, on loopback, without multicast. */
final class ClusterWorld extends World {

  private ClusterWorld(Node sender, Node receiver) {
    super("cluster", sender, receiver);
  }

  static ClusterWorld start() {
    Node sender = new Node("sender");
    Node receiver = new Node("receiver");
    TestCluster cluster = new TestCluster();
    sender.vertx = cluster.join(sender.builder());
    receiver.vertx = cluster.join(receiver.builder());
    return new ClusterWorld(sender, receiver);
  }

  @Override
  public void close() {
    await(receiver().vertx.close());
    await(sender().vertx.close());
  }
}
