package io.conec.cli;

import io.conec.ClusterNodeInfo;
import io.conec.ConecCoordinator;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Prints what happens in the cluster of a Coordinator, after it has been announced. */
final class ClusterEvents {

  private final ConecCoordinator coordinator;
  private final Output output;
  /** What happened before the announcement; {@code null} after it. */
  private List<Runnable> early = new ArrayList<>();

  ClusterEvents(ConecCoordinator coordinator, Output output) {
    this.coordinator = coordinator;
    this.output = output;
    coordinator.nodeJoinedHandler(node -> happened("joined", node));
    coordinator.nodeLeftHandler(node -> happened("left", node));
  }

  private synchronized void happened(String what, ClusterNodeInfo node) {
    int nodes = coordinator.nodes().size();
    Runnable print = () -> output.event("node-" + what,
      new JsonObject().put("address", node.getAddress()).put("nodes", nodes),
      String.format("%s  node %s has %s the cluster, %s", Instant.now().truncatedTo(ChronoUnit.SECONDS),
        node.getAddress(), what, BroadcastCommand.counted(nodes, "node")));
    if (early == null) {
      print.run();
    } else {
      early.add(print);
    }
  }

  /** Says where the others find this node, and whom it trusts. */
  synchronized void announce(Vertx vertx) {
    HazelcastClusterManager manager = (HazelcastClusterManager) ((VertxInternal) vertx).clusterManager();
    String node = coordinator.nodes().get(0).getAddress();
    String member = NetUtil.toSocketAddressString(
      manager.getHazelcastInstance().getCluster().getLocalMember().getSocketAddress());
    String bus = NetUtil.toSocketAddressString(manager.getNodeInfo().host(), manager.getNodeInfo().port());
    output.event("clustered", new JsonObject().put("node", node).put("cluster", member).put("bus", bus),
      "Node " + node + " of a cluster; other nodes need:  conec coordinator --cluster " + member);
    output.note("conec: whoever reaches " + member + " or the event bus at " + bus + " is trusted like this node");
    if (manager.getNodes().size() == 1) {
      output.note("conec: no other node found yet");
    }
    early.forEach(Runnable::run);
    early = null;
  }
}
