package io.conec.cli;

import com.hazelcast.core.HazelcastException;
import io.conec.CoordinatorOptions;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.net.HostAndPort;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static io.conec.cli.LimitOptions.ifGiven;

/** The options of a Coordinator that is a node of a cluster. */
final class ClusterOptions {

  private static final String MULTICAST = "multicast";
  private static final String DEFAULT_HOST = "127.0.0.1";
  private static final String DEFAULT_NAME = "conec";
  private static final int DEFAULT_PORT = 5701;
  private static final int MAX_PORT = 65_535;

  @Option(names = "--cluster", paramLabel = "HOST[:PORT]", split = ",",
    description = "Be a node of a cluster, and look for the others here, at their --cluster-host and --cluster-port; "
      + "repeat it for several. The list may be the same for all nodes. 'multicast' looks for them in the network of "
      + "--cluster-host. Default: no cluster.")
  private List<String> others;

  @Option(names = "--cluster-host", paramLabel = "ADDRESS",
    description = "Address of this machine at which the other nodes reach the cluster and the event bus. Whoever "
      + "reaches them is trusted: use a private network. Default: " + DEFAULT_HOST + ".")
  private String host;

  @Option(names = "--cluster-port", paramLabel = "N",
    description = "TCP port of the cluster. Default: " + DEFAULT_PORT + ".")
  private Integer port;

  @Option(names = "--cluster-bus-port", paramLabel = "N",
    description = "TCP port of the event bus. Default: any that is free.")
  private Integer busPort;

  @Option(names = "--cluster-name", paramLabel = "NAME",
    description = "Nodes with another name are another cluster. Default: " + DEFAULT_NAME + ".")
  private String name;

  @Option(names = "--node-host", paramLabel = "HOST",
    description = "Address of this machine at which the other nodes reach --port. Default: --host; if that is all "
      + "addresses, --cluster-host.")
  private String nodeHost;

  boolean isGiven() {
    return others != null;
  }

  /** Sets the given options. */
  void applyTo(CoordinatorOptions options) {
    if (isGiven()) {
      check();
      options.setClustered(true);
      ifGiven(nodeHost, options::setNodeHost);
      return;
    }
    Map<String, Object> forNodes = new LinkedHashMap<>();
    forNodes.put("--cluster-host", host);
    forNodes.put("--cluster-port", port);
    forNodes.put("--cluster-bus-port", busPort);
    forNodes.put("--cluster-name", name);
    forNodes.put("--node-host", nodeHost);
    forNodes.forEach((option, value) -> require(value == null, option + " is for a node of a cluster: give --cluster, "
      + "where the other nodes are"));
    require(!options.isClustered(), "'clustered' needs --cluster: where the other nodes are");
  }

  private void check() {
    checkPort("--cluster-port", port, 1);
    checkPort("--cluster-bus-port", busPort, 0);
    require(name == null || !name.isBlank(), "--cluster-name: must not be empty");
    if (isMulticast()) {
      require(host != null, "--cluster multicast needs --cluster-host: the address of this machine in the network in "
        + "which to look for the others");
    } else {
      others.forEach(ClusterOptions::parse);
    }
  }

  private static void checkPort(String option, Integer value, int least) {
    require(value == null || value >= least && value <= MAX_PORT,
      option + ": must be from " + least + " to " + MAX_PORT + ", not " + value);
  }

  private static HostAndPort parse(String text) {
    require(!text.equals(MULTICAST), "--cluster: 'multicast' and addresses exclude each other");
    HostAndPort parsed = HostAndPort.parseAuthority(text, DEFAULT_PORT);
    require(parsed != null && parsed.port() != 0 && parsed.port() <= MAX_PORT && !parsed.host().isEmpty()
      && !text.endsWith(":"), "--cluster: '" + text + "' is not host[:port]");
    return parsed;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  private boolean isMulticast() {
    return others.equals(List.of(MULTICAST));
  }

  /** Joins or begins the cluster; the Vert.x instance ends with the command. */
  Vertx join(CommandRuntime runtime, Output output) throws Exception {
    InetSocketAddress local = local();
    requireFree("--cluster-port", local);
    requireFree("--cluster-bus-port", new InetSocketAddress(local.getAddress(), busPort == null ? 0 : busPort));
    List<String> members = isMulticast() ? null : members(local.getAddress(), output);
    CompletableFuture<Vertx> joined = ClusteredVertx.join(name == null ? DEFAULT_NAME : name, local,
      busPort == null ? 0 : busPort, members).toCompletionStage().toCompletableFuture();
    try {
      Vertx vertx = runtime.await(joined.orTimeout(2 * ClusteredVertx.JOIN_SECONDS, TimeUnit.SECONDS));
      runtime.onClose(vertx::close);
      return vertx;
    } catch (IllegalStateException | HazelcastException e) {
      throw new CommandException("--cluster: what is at " + String.join(", ", others) + " does not let this node in "
        + "within " + ClusteredVertx.JOIN_SECONDS + " s: is it a node, with the same version?", e);
    } catch (TimeoutException e) {
      throw new CommandException("--cluster: no cluster after " + 2 * ClusteredVertx.JOIN_SECONDS + " s", e);
    }
  }

  private InetSocketAddress local() throws IOException {
    String given = host == null ? DEFAULT_HOST : host;
    try {
      InetAddress address = InetAddress.getByName(given);
      if (address.isAnyLocalAddress()) {
        throw new CommandException("--cluster-host: " + given + " is all addresses: give the one at which the other "
          + "nodes reach this one");
      }
      if (NetworkInterface.getByInetAddress(address) == null) {
        throw new CommandException("--cluster-host: " + given + " is not an address of this machine");
      }
      return new InetSocketAddress(address, port == null ? DEFAULT_PORT : port);
    } catch (UnknownHostException e) {
      throw new CommandException("--cluster-host: '" + given + "' is not known", e);
    }
  }

  /** Tries the port first, because the reasons of the cluster manager are long and do not know the option. */
  private static void requireFree(String option, InetSocketAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (BindException e) {
      throw new CommandException(option + ": cannot bind TCP port " + NetUtil.toSocketAddressString(address) + ": "
        + e.getMessage() + "; give another one", e);
    }
  }

  /** Names that are not known are reported only: the name of a node that has not started yet may come later. */
  private List<String> members(InetAddress local, Output output) {
    List<String> members = new ArrayList<>();
    for (String other : others) {
      HostAndPort parsed = parse(other);
      members.add(parsed.host() + ":" + parsed.port());
      try {
        String host = parsed.host().startsWith("[") ? parsed.host().substring(1, parsed.host().length() - 1)
          : parsed.host();
        if (local.isLoopbackAddress() && !InetAddress.getByName(host).isLoopbackAddress()) {
          throw new CommandException("--cluster: " + other + " is at another machine, which cannot reach this one at "
            + local.getHostAddress() + ": give --cluster-host, an address of this machine that it reaches");
        }
      } catch (UnknownHostException e) {
        output.note("conec: --cluster: the name of " + other + " is not known yet");
      }
    }
    return members;
  }
}
