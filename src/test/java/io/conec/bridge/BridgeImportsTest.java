package io.conec.bridge;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.test.TestNet;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitTrue;
import static io.conec.bridge.Peers.imported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The state of imports, for users whose messages do not arrive. */
class BridgeImportsTest {

  private final Peers peers = Peers.start(
    new ConecBridgeOptions().addExport(new ExportOptions().setAddress("stock")),
    new ConecBridgeOptions().addImport(imported("stock").setLocalAddress("b")).addImport(imported("secret"))
      .addImport(imported("stock").setPeer("nobody").setLocalAddress("a")));

  @AfterEach
  void close() {
    peers.close();
  }

  private ImportInfo awaitState(int index, ImportState state) {
    awaitTrue(() -> peers.shop.bridge.imports().get(index).getState() == state);
    return peers.shop.bridge.imports().get(index);
  }

  @Test
  void eachImportSaysWhyItIsNotAvailable() {
    List<ImportInfo> infos = peers.shop.bridge.imports();
    assertEquals(List.of("a", "b", "secret"), infos.stream().map(ImportInfo::getLocalAddress).toList());
    ImportInfo away = awaitState(0, ImportState.AWAY);
    assertEquals(ConecError.BUS_PEER_AWAY, away.getError());
    assertTrue(away.getReason().contains("'nobody'"), away.getReason());
    ImportInfo unused = awaitState(1, ImportState.UNAVAILABLE);
    assertNull(unused.getError());
    assertEquals("address 'stock' has no consumer at peer 'depot'", unused.getReason());
    ImportInfo forbidden = awaitState(2, ImportState.UNAVAILABLE);
    assertEquals(ConecError.BUS_NOT_PERMITTED, forbidden.getError());
    assertTrue(forbidden.getReason().contains("not exported to 'shop'"), forbidden.getReason());
  }

  @Test
  void importsListTheirPresentState() {
    awaitState(1, ImportState.UNAVAILABLE);
    MessageConsumer<Object> consumer = peers.depot.bus().consumer("stock", message -> message.reply(7));
    ImportInfo info = awaitState(1, ImportState.AVAILABLE);
    assertEquals(new JsonObject().put("peer", "depot").put("address", "stock").put("localAddress", "b")
      .put("state", "AVAILABLE"), info.toJson());
    assertEquals(7, await(peers.shop.bus().request("b", "")).body());
    await(consumer.unregister());
    awaitState(1, ImportState.UNAVAILABLE);
    await(peers.shop.bridge.removeImport("b"));
    assertEquals(List.of("a", "secret"),
      peers.shop.bridge.imports().stream().map(ImportInfo::getLocalAddress).toList());
    await(peers.shop.bridge.close());
    assertEquals(List.of(), peers.shop.bridge.imports());
    assertEquals(List.of(), ConecBridge.create(peers.shop.vertx, peers.shop.client, peers.shop.options).imports());
  }

  @Test
  void anImportOverALimitOfThePeerNamesTheLimit() {
    try (TestNet net = new TestNet()) {
      start(net, "depot", 3, new ConecBridgeOptions().addExport(new ExportOptions().setAddressRegex(".")));
      ConecBridgeOptions options = new ConecBridgeOptions();
      "abcde".chars().forEach(address -> options.addImport(imported(Character.toString(address))));
      ConecBridge bridge = start(net, "shop", 1, options);
      awaitTrue(() -> bridge.imports().stream().filter(info -> info.getState() == ImportState.AWAY).count() == 2
        && bridge.imports().stream().filter(info -> info.getState() == ImportState.UNAVAILABLE).count() == 3);
      ImportInfo over = bridge.imports().stream().filter(info -> info.getState() == ImportState.AWAY).findAny()
        .orElseThrow();
      assertEquals(ConecError.LIMIT_EXCEEDED, over.getError());
      assertEquals("no stream to peer 'depot': 'depot' allows no more streams at a time (maxStreamsPerChannel there)",
        over.getReason());
      ReplyException direct = Peers.awaitFailure(bridge.request("depot", "f", ""));
      assertEquals(ConecError.LIMIT_EXCEEDED.code(), direct.failureCode());
      assertEquals(over.getReason(), direct.getMessage());
    }
  }

  private static ConecBridge start(TestNet net, String id, int maxStreamsPerChannel, ConecBridgeOptions options) {
    Vertx vertx = net.vertx();
    ConecClient client = ConecClient.create(vertx, net.clientOptions(id).setMaxStreamsPerChannel(maxStreamsPerChannel));
    ConecBridge bridge = ConecBridge.create(vertx, client, options);
    await(client.connect().compose(connected -> bridge.start()));
    return bridge;
  }
}
