package io.conec.bus;

import static io.conec.test.TestNet.await;

import io.conec.ConecClient;
import io.conec.bridge.BridgeOptions;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.conec.test.TestNet;
import java.util.List;

/** Two applications with a bridge: all addresses of the receiver are exported. */
final class BridgeWorld extends World {

  private static final String RECEIVER = "receiver";
  /** The default, named here for those who go beyond it. */
  static final int MAX_IN_FLIGHT = ImportOptions.DEFAULT_MAX_IN_FLIGHT;
  static final int MAX_MESSAGE_SIZE = 1024 * 1024;
  private static final List<String> SERIALIZABLE = List.of(Values.Amount.class.getName(), Values.Place.class.getName());

  private final TestNet net;
  private final ConecBridge importer;
  private final ConecBridge exporter;

  private BridgeWorld(TestNet net, Node sender, Node receiver) {
    super("bridge", sender, receiver);
    this.net = net;
    exporter = start(receiver, RECEIVER, new BridgeOptions()
      .addExport(new ExportOptions().setAddressRegex("(?s).*"))
      .setSerializableTypes(SERIALIZABLE));
    importer = start(sender, "sender", new BridgeOptions().setSerializableTypes(SERIALIZABLE));
  }

  static BridgeWorld start() {
    Node sender = new Node("sender");
    Node receiver = new Node("receiver");
    sender.vertx = sender.builder().build();
    receiver.vertx = receiver.builder().build();
    return new BridgeWorld(new TestNet(), sender, receiver);
  }

  private ConecBridge start(Node node, String id, BridgeOptions options) {
    ConecClient client = ConecClient.create(node.vertx, net.clientOptions(id).setMaxMessageSize(MAX_MESSAGE_SIZE));
    ConecBridge bridge = ConecBridge.create(node.vertx, client, options);
    await(client.connect().compose(connected -> bridge.start()));
    return bridge;
  }

  @Override
  void reach(String address) {
    await(importer.addImport(new ImportOptions().setPeer(RECEIVER).setAddress(address)));
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
    await(sender().vertx.close());
    await(receiver().vertx.close());
    net.close();
  }
}
