package io.conec.bus;

import static io.conec.test.TestNet.await;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** Two members of a cluster, on loopback, without multicast. */
final class ClusterWorld extends World {

  private ClusterWorld(Node sender, Node receiver) {
    super("cluster", sender, receiver);
  }

  static ClusterWorld start() {
    Node sender = new Node("sender");
    Node receiver = new Node("receiver");
    HazelcastClusterManager first = new HazelcastClusterManager(config());
    sender.vertx = await(sender.builder().withClusterManager(first).buildClustered());
    Address address = first.getHazelcastInstance().getCluster().getLocalMember().getAddress();
    Config config = config();
    config.getNetworkConfig().getJoin().getTcpIpConfig().addMember("127.0.0.1:" + address.getPort());
    receiver.vertx = await(receiver.builder().withClusterManager(new HazelcastClusterManager(config)).buildClustered());
    return new ClusterWorld(sender, receiver);
  }

  /** Of a member that looks for no others. */
  private static Config config() {
    Config config = ConfigUtil.loadConfig();
    config.setClusterName("conec-test-" + ProcessHandle.current().pid());
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.partition.count", "11");
    config.getMetricsConfig().setEnabled(false);
    NetworkConfig network = config.getNetworkConfig().setPort(0).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network.getJoin().getMulticastConfig().setEnabled(false);
    network.getJoin().getTcpIpConfig().setEnabled(true);
    return config;
  }

  @Override
  public void close() {
    await(receiver().vertx.close());
    await(sender().vertx.close());
  }
}
