package io.conec.bus;

import io.conec.ConecClient;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.conec.bridge.ImportState;
import io.conec.test.TestNet;

import java.util.List;
import java.util.Set;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;

/** Two applications with a bridge: all addresses of the receiver are exported. */
final class BridgeWorld extends World {

  /** The default, named here for those who go beyond it. */
  static final int MAX_IN_FLIGHT = ImportOptions.DEFAULT_MAX_IN_FLIGHT;
  static final int MAX_MESSAGE_SIZE = 1024 * 1024;

  private static final String RECEIVER = "receiver";
  private static final List<String> SERIALIZABLE = List.of(Values.Amount.class.getName(), Values.Place.class.getName());

  private final TestNet net = new TestNet();
  private final List<Node> own;
  private final List<Node> bridged;
  private final ConecBridge importer;
  private final ConecBridge exporter;

  /**
   * @param own what is closed with it
   */
  private BridgeWorld(String name, Node sender, Node importing, Node exporting, Node receiver, Node... own) {
    super(name, sender, receiver);
    this.own = List.of(own);
    bridged = List.of(importing, exporting);
    exporter = start(exporting, RECEIVER, new ConecBridgeOptions()
      .addExport(new ExportOptions().setAddressRegex("(?s).*")));
    importer = start(importing, "sender", new ConecBridgeOptions());
  }

  static BridgeWorld start() {
    Node sender = Node.start("sender");
    Node receiver = Node.start("receiver");
    return new BridgeWorld("bridge", sender, sender, receiver, receiver, sender, receiver);
  }

  /** The sender is at another member than the bridge. */
  static BridgeWorld from(ClusterWorld cluster) {
    Node receiver = Node.start("receiver");
    return new BridgeWorld("bridge from a cluster", cluster.sender(), cluster.receiver(), receiver, receiver, receiver);
  }

  /** The consumers are at another member than the bridge. */
  static BridgeWorld to(ClusterWorld cluster) {
    Node sender = Node.start("sender");
    return new BridgeWorld("bridge to a cluster", sender, sender, cluster.sender(), cluster.receiver(), sender);
  }

  private ConecBridge start(Node node, String id, ConecBridgeOptions options) {
    ConecClient client = ConecClient.create(node.vertx, net.clientOptions(id).setMaxMessageSize(MAX_MESSAGE_SIZE));
    ConecBridge bridge = ConecBridge.create(node.vertx, client, options.setSerializableTypes(SERIALIZABLE));
    await(client.connect().compose(connected -> bridge.start()));
    return bridge;
  }

  @Override
  Set<Node> nodes() {
    Set<Node> nodes = super.nodes();
    nodes.addAll(bridged);
    return nodes;
  }

  @Override
  void reach(String address) {
    await(importer.addImport(new ImportOptions().setPeer(RECEIVER).setAddress(address)));
    // The first attempt may take longer than the bridge waits for it.
    awaitUntil(() -> importer.imports().stream().filter(item -> item.getAddress().equals(address))
      .noneMatch(item -> item.getState() == ImportState.OPENING));
  }

  @Override
  void release(String address) {
    // It fails when the peer takes longer than a second to confirm the last messages.
    await(importer.removeImport(address).otherwiseEmpty());
  }

  @Override
  boolean isFull() {
    return exporter.counters().getQueued() == MAX_IN_FLIGHT;
  }

  @Override
  public void close() {
    await(importer.close());
    await(exporter.close());
    own.forEach(node -> await(node.vertx.close()));
    net.close();
  }
}
