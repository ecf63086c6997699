package io.conec.bridge;

import io.conec.ConecClient;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;

/** Each import of a peer needs a stream of its channel. */
class BridgeManyImportsTest {

  private static final List<String> ADDRESSES = IntStream.range(0, 300).mapToObj(String::valueOf).toList();

  @Test
  void hundredsOfAddressesOfOnePeer() {
    try (TestNet net = new TestNet()) {
      Vertx depot = net.vertx();
      Vertx shop = net.vertx();
      ConecBridgeOptions imports = new ConecBridgeOptions();
      for (String address : ADDRESSES) {
        depot.eventBus().consumer(address, message -> message.reply(address));
        imports.addImport(Peers.imported(address));
      }
      start(net, "depot", depot, new ConecBridgeOptions().addExport(new ExportOptions().setAddressRegex("\\d+")));
      ConecBridge bridge = start(net, "shop", shop, imports);
      awaitUntil(() -> bridge.imports().stream().allMatch(info -> info.getState() == ImportState.AVAILABLE));
      await(Future.all(ADDRESSES.stream().map(address -> shop.eventBus().request(address, "")).toList()));
    }
  }

  private static ConecBridge start(TestNet net, String id, Vertx vertx, ConecBridgeOptions options) {
    ConecClient client = ConecClient.create(vertx, net.clientOptions(id));
    ConecBridge bridge = ConecBridge.create(vertx, client, options);
    await(client.connect().compose(connected -> bridge.start()));
    return bridge;
  }
}
