package io.conec.cli;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.NetworkConfig;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a Vert.x instance that is a member of a cluster, with Hazelcast inside. */
public final class ClusteredVertx {

  /** How long a start may take: a dead member among those to join costs some seconds. */
  static final int JOIN_SECONDS = 30;

  /** How often a member looks for others that it should be one with, because none was there, or after a split. */
  private static final String MERGE_SECONDS = "5";

  /** The default, a minute, is too long for an event bus that several Coordinators share. */
  private static final String SILENCE_SECONDS = "10";

  private ClusteredVertx() {
  }

  /**
   * Joins or begins a cluster.
   *
   * @param name    the name of the cluster
   * @param local   where the cluster manager listens; the event bus uses the same address
   * @param busPort the TCP port of the event bus, 0 for any
   * @param members where the others may be, {@code host[:port]}, or {@code null} to look for them by multicast
   */
  public static Future<Vertx> join(String name, InetSocketAddress local, int busPort, List<String> members) {
    String host = NetUtil.toAddressString(local.getAddress());
    VertxOptions options = new VertxOptions()
      .setEventLoopPoolSize(2)
      .setWorkerPoolSize(2)
      .setBlockedThreadCheckInterval(TimeUnit.HOURS.toMillis(1))
      .setFileSystemOptions(new FileSystemOptions()
        .setFileCachingEnabled(false)
        .setClassPathResolvingEnabled(false))
      .setEventBusOptions(new EventBusOptions().setHost(host).setPort(busPort));
    Config config = config(name);
    bind(config, local, host);
    find(config.getNetworkConfig().getJoin(), members);
    return Vertx.builder().with(options).withClusterManager(new HazelcastClusterManager(config)).buildClustered();
  }

  private static Config config(String name) {
    Config config = new Config().setClusterName(name)
      .setProperty("hazelcast.logging.type", "jdk")
      .setProperty("hazelcast.health.monitoring.level", "OFF")
      .setProperty("hazelcast.phone.home.enabled", "false")
      .setProperty("hazelcast.shutdownhook.enabled", "false")
      .setProperty("hazelcast.partition.count", "11")
      .setProperty("hazelcast.wait.seconds.before.join", "0")
      .setProperty("hazelcast.max.join.seconds", Integer.toString(JOIN_SECONDS))
      .setProperty("hazelcast.merge.first.run.delay.seconds", MERGE_SECONDS)
      .setProperty("hazelcast.merge.next.run.delay.seconds", MERGE_SECONDS)
      .setProperty("hazelcast.heartbeat.interval.seconds", "1")
      .setProperty("hazelcast.max.no.heartbeat.seconds", SILENCE_SECONDS);
    config.getMetricsConfig().setEnabled(false);
    // What the file of the cluster manager says, which takes long to read; all other collections are as by default.
    config.getMultiMapConfig("__vertx.subs").setBackupCount(1).setValueCollectionType(ValueCollectionType.SET);
    return config;
  }

  /** Binds nothing but this address. */
  private static void bind(Config config, InetSocketAddress local, String host) {
    config.setProperty("hazelcast.socket.bind.any", "false");
    if (local.getAddress() instanceof Inet6Address) {
      config.setProperty("hazelcast.prefer.ipv4.stack", "false");
    }
    NetworkConfig network = config.getNetworkConfig().setPort(local.getPort()).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface(host);
    // Otherwise its name is the one in the list of members, which may mean another machine elsewhere.
    network.setPublicAddress(NetUtil.toSocketAddressString(local));
  }

  private static void find(JoinConfig join, List<String> members) {
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(members == null);
    if (members != null) {
      join.getTcpIpConfig().setEnabled(true).setMembers(members);
    }
  }
}
