package io.conec.bridge;

import io.conec.BroadcastInfo;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.OverflowPolicy;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.conec.bridge.Peers.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The verticles are deployed by name with JSON. */
class BridgeVerticleTest {

  private static Future<String> deploy(Vertx vertx, String name, JsonObject config) {
    return vertx.deployVerticle("io.conec." + name, new DeploymentOptions().setConfig(config));
  }

  @Test
  void bridgesOfTwoApplications() {
    try (TestNet net = new TestNet()) {
      Vertx depot = net.vertx();
      Vertx shop = net.vertx();
      depot.eventBus().consumer("stock", message -> message.reply(message.headers().get(BusHeaders.PEER)));
      await(deploy(depot, "bridge.ConecBridgeVerticle", new JsonObject()
        .put("client", net.clientOptions("depot").toJson())
        .put("exports", new JsonArray().add(new JsonObject().put("addressRegex", "st.*")
          .put("peers", new JsonArray().add("shop")).put("match", new JsonObject().put("a", 1))))));
      String id = await(deploy(shop, "bridge.ConecBridgeVerticle", new JsonObject()
        .put("client", net.clientOptions("shop").toJson())
        .put("imports", new JsonArray().add(new JsonObject().put("peer", "depot").put("address", "stock")
          .put("localAddress", "depot.stock")))));
      assertEquals("shop", await(shop.eventBus().request("depot.stock", new JsonObject().put("a", 1))).body());
      assertEquals(2, net.coordinator().clientCount());
      await(shop.undeploy(id));
      ReplyException failure = Peers.awaitFailure(shop.eventBus().request("depot.stock", ""));
      assertEquals(ReplyFailure.NO_HANDLERS, failure.failureType());
      Peers.awaitTrue(() -> net.coordinator().clientCount() == 1);
    }
  }

  @Test
  void broadcastsOfTwoApplications() {
    try (TestNet net = new TestNet()) {
      Vertx depot = net.vertx();
      Vertx shop = net.vertx();
      await(deploy(depot, "bridge.ConecBridgeVerticle", new JsonObject()
        .put("client", net.clientOptions("depot").toJson())
        .put("broadcasts", new JsonArray().add(new JsonObject().put("name", "news").put("address", "headlines")
          .put("direction", "OUT")))));
      String id = await(deploy(shop, "bridge.ConecBridgeVerticle", new JsonObject()
        .put("client", net.clientOptions("shop").toJson())
        .put("broadcasts", new JsonArray().add(new JsonObject().put("name", "news").put("overflow", "BLOCK")
          .put("maxBufferedMessages", 16)))));
      BroadcastInfo both = new BroadcastInfo("news", 2, 1);
      Peers.awaitTrue(() -> net.coordinator().broadcasts().toString().equals(List.of(both).toString()));
      List<Object> received = new CopyOnWriteArrayList<>();
      shop.eventBus().consumer("news", message -> received.add(message.headers().get(BusHeaders.PEER)));
      Peers.awaitTrue(() -> {
        depot.eventBus().publish("headlines", "x");
        return !received.isEmpty();
      });
      assertEquals("depot", received.get(0));
      await(shop.undeploy(id));
      BroadcastInfo one = new BroadcastInfo("news", 1, 0);
      Peers.awaitTrue(() -> net.coordinator().broadcasts().toString().equals(List.of(one).toString()));
    }
  }

  @Test
  void aBroadcastThatCannotBeMappedFailsTheDeployment() {
    try (TestNet net = new TestNet()) {
      Vertx vertx = net.vertx();
      assertInstanceOf(IllegalArgumentException.class, await(deploy(vertx, "bridge.ConecBridgeVerticle",
        new JsonObject()
        .put("client", net.clientOptions("shop").toJson())
        .put("broadcasts", new JsonArray().add(new JsonObject().put("address", "news"))))
        .transform(result -> Future.succeededFuture(result.cause()))));
      assertEquals(0, vertx.deploymentIDs().size());
    }
  }

  /** An ignored mistake would admit strangers, and open the export to all peers. */
  @Test
  void aMistakeInTheConfigurationFailsTheDeployment() {
    try (TestNet net = new TestNet()) {
      Vertx vertx = net.vertx();
      JsonObject coordinator = TestNet.coordinatorOptions().toJson()
        .put("clientTrustOptions", new JsonObject().put("certPaths", new JsonArray().add("ca.pem")));
      assertRefused("clientTrustOptions.certPaths: unknown; known are pemTrustOptions, trustStoreOptions",
        deploy(vertx, "ConecCoordinatorVerticle", coordinator));
      JsonObject bridge = new JsonObject().put("client", net.clientOptions("depot").toJson())
        .put("exports", new JsonArray().add(new JsonObject().put("address", "stock").put("peers", "office")));
      assertRefused("exports[0].peers: expected an array of strings, found a string; did you mean [\"office\"]?",
        deploy(vertx, "bridge.ConecBridgeVerticle", bridge));
      JsonObject client = net.clientOptions("depot").toJson().put("peerTrustOptions", new JsonObject());
      assertRefused("client.peerTrustOptions: must have pemTrustOptions or trustStoreOptions",
        deploy(vertx, "bridge.ConecBridgeVerticle", new JsonObject().put("client", client)));
      JsonObject typo = new JsonObject().put("client", net.clientOptions("depot").toJson()).put("export", "stock");
      assertRefused("export: unknown; did you mean exports?", deploy(vertx, "bridge.ConecBridgeVerticle", typo));
      assertEquals(0, vertx.deploymentIDs().size());
      assertEquals(0, net.coordinator().clientCount());
    }
  }

  private static void assertRefused(String message, Future<String> deployment) {
    Throwable failure = await(deployment.transform(result -> Future.succeededFuture(result.cause())));
    assertInstanceOf(IllegalArgumentException.class, failure);
    assertEquals(message, failure.getMessage());
  }

  @Test
  void aClientIsNeeded() {
    try (TestNet net = new TestNet()) {
      assertInstanceOf(IllegalArgumentException.class,
        await(deploy(net.vertx(), "bridge.ConecBridgeVerticle", new JsonObject())
        .transform(result -> Future.succeededFuture(result.cause()))));
    }
  }

  @Test
  void aClientThatCannotConnectFailsTheDeployment() {
    try (TestNet net = new TestNet()) {
      Vertx vertx = net.vertx();
      JsonObject client = net.clientOptions("shop").toJson();
      client.remove("pemTrustOptions");
      TestNet.assertFails(ConecError.CERTIFICATE_UNTRUSTED,
        deploy(vertx, "bridge.ConecBridgeVerticle", new JsonObject().put("client", client)));
      assertEquals(0, vertx.deploymentIDs().size());
    }
  }

  @Test
  void coordinator() {
    PemKeyCertOptions host = TestCertificates.pem(TestCertificates.host("localhost"));
    try (TestNet net = new TestNet(options -> options.setKeyCertOptions(host))) {
      int port = net.coordinator().actualPort();
      await(net.coordinator().close());
      Vertx vertx = net.vertx();
      String id = await(deploy(vertx, "ConecCoordinatorVerticle",
        TestNet.coordinatorOptions().setPort(port).setKeyCertOptions(host).toJson()));
      ConecClient shop = net.connect("shop");
      await(shop.openChannel("shop"));
      await(vertx.undeploy(id));
      Peers.awaitTrue(() -> !shop.isConnected());
    }
  }

  @Test
  void optionsSurviveJson() {
    ConecBridgeOptions options = new ConecBridgeOptions()
      .addExport(new ExportOptions().setAddress("a").addPeer("p").setMatch(new JsonObject().put("x", 1))
        .setTransit(true))
      .addExport(new ExportOptions().setAddressRegex("b.*"))
      .addImport(new ImportOptions().setPeer("p").setAddress("c").setLocalAddress("d").setMaxInFlight(3)
        .setMaxQueuedBytes(4).setMaxPeers(5).setTransit(true))
      .addBroadcast(new BroadcastMapping().setName("n").setAddress("e").setDirection(BroadcastDirection.IN)
        .setOverflow(OverflowPolicy.BLOCK).setMaxBufferedMessages(3).setMaxQueuedBytes(4))
      .addBroadcast(new BroadcastMapping().setName("m"))
      .setMaxExportInFlight(5)
      .setMaxExportInFlightBytes(10)
      .setMaxQueuedBytes(11)
      .setMaxPeerStreams(12)
      .addSerializableType("q.R")
      .setRequestTimeout(Duration.ofMillis(6))
      .setMaxRequestTimeout(Duration.ofMillis(7));
    JsonObject json = options.toJson();
    assertEquals(new JsonObject()
      .put("exports", new JsonArray()
        .add(new JsonObject().put("address", "a").put("match", new JsonObject().put("x", 1))
          .put("peers", new JsonArray().add("p")).put("transit", true))
        .add(new JsonObject().put("addressRegex", "b.*").put("transit", false)))
      .put("imports", new JsonArray().add(new JsonObject().put("peer", "p").put("address", "c")
        .put("localAddress", "d").put("maxInFlight", 3).put("maxQueuedBytes", 4).put("maxPeers", 5)
        .put("transit", true)))
      .put("broadcasts", new JsonArray()
        .add(new JsonObject().put("name", "n").put("address", "e").put("direction", "IN")
          .put("overflow", "BLOCK").put("maxBufferedMessages", 3).put("maxQueuedBytes", 4))
        .add(new JsonObject().put("name", "m").put("address", "m").put("direction", "BOTH")
          .put("overflow", "DROP_OLDEST").put("maxBufferedMessages", 256).put("maxQueuedBytes", 8 * 1024 * 1024)))
      .put("maxExportInFlight", 5).put("maxExportInFlightBytes", 10).put("maxQueuedBytes", 11).put("maxPeerStreams", 12)
      .put("serializableTypes", new JsonArray().add("q.R"))
      .put("requestTimeout", 6).put("maxRequestTimeout", 7), json);
    assertEquals(json, new ConecBridgeOptions(new JsonObject(json.encode())).toJson());
    assertEquals(json, new ConecBridgeOptions(options).toJson());
  }

  @Test
  void mappingsAreChecked() {
    BroadcastMapping mapping = new BroadcastMapping();
    for (String name : new String[] {null, "", "n".repeat(256), "a\nb"}) {
      assertTrue(assertThrows(IllegalArgumentException.class, () -> mapping.setName(name)).getMessage()
        .startsWith("name: the name of a broadcast must have 1 to 255 characters"));
    }
    assertThrows(IllegalArgumentException.class, () -> mapping.setAddress(""));
    assertThrows(IllegalArgumentException.class, () -> mapping.setDirection(null));
    assertThrows(IllegalArgumentException.class, () -> mapping.setOverflow(null));
    assertThrows(IllegalArgumentException.class, () -> mapping.setMaxBufferedMessages(0));
    assertThrows(IllegalArgumentException.class, () -> mapping.setMaxBufferedMessages(1024 * 1024 + 1));
    assertThrows(IllegalArgumentException.class, () -> mapping.setMaxQueuedBytes(0));
    assertEquals("n".repeat(255), mapping.setName("n".repeat(255)).getAddress());
  }
}
