package io.conec.test;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A cluster of Vert.x on loopback, without multicast. Members that joined are left to their users to close. */
public final class TestCluster {

  /** A busy machine takes its time to start Hazelcast. */
  private static final int SECONDS = 60;

  private final String name;
  private final List<String> members;

  public TestCluster() {
    this(new JsonObject().put("name", "conec-" + ProcessHandle.current().pid() + "-" + System.nanoTime())
      .put("members", new JsonArray()));
  }

  /** The same cluster in another process. */
  TestCluster(JsonObject json) {
    name = json.getString("name");
    members = new ArrayList<>(json.getJsonArray("members").stream().map(Object::toString).toList());
  }

  JsonObject toJson() {
    return new JsonObject().put("name", name).put("members", new JsonArray(members));
  }

  public Vertx join(VertxBuilder builder) {
    HazelcastClusterManager manager = new HazelcastClusterManager(config());
    try {
      Vertx vertx = builder.withClusterManager(manager).buildClustered().await(SECONDS, TimeUnit.SECONDS);
      members.add("127.0.0.1:"
        + manager.getHazelcastInstance().getCluster().getLocalMember().getAddress().getPort());
      return vertx;
    } catch (TimeoutException e) {
      throw new AssertionError("not in the cluster within " + SECONDS + " s", e);
    }
  }

  private Config config() {
    Config config = ConfigUtil.loadConfig();
    config.setClusterName(name);
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.partition.count", "11");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.getMetricsConfig().setEnabled(false);
    NetworkConfig network = config.getNetworkConfig().setPort(0).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network.getJoin().getMulticastConfig().setEnabled(false);
    network.getJoin().getTcpIpConfig().setEnabled(true).setMembers(new ArrayList<>(members));
    return config;
  }
}
