package io.conec.bridge;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conec.ConecError;
import io.conec.impl.identity.Credentials;
import io.conec.test.LogRecorder;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A verticle that starts before its network. */
class BridgeVerticleWaitTest {

  private static final Credentials HOST = TestCertificates.host("localhost");

  private final TestNet net = new TestNet(options -> options.setKeyCertOptions(TestCertificates.pem(HOST)));
  private final int port = net.coordinator().actualPort();

  @AfterEach
  void close() {
    net.close();
  }

  private JsonObject config(String id) {
    JsonObject client = net.clientOptions(id).toJson().put("maxReconnectDelay", "100ms");
    client.remove("connectTimeout");
    return new JsonObject().put("client", client);
  }

  private static Future<String> deploy(Vertx vertx, JsonObject config) {
    return vertx.deployVerticle("io.conec.bridge.ConecBridgeVerticle", new DeploymentOptions().setConfig(config));
  }

  @Test
  void theVerticleConnectsByItself() {
    Vertx depot = net.vertx();
    Vertx shop = net.vertx();
    depot.eventBus().consumer("stock", message -> message.reply(7));
    JsonObject exports = config("depot")
      .put("exports", new JsonArray().add(new JsonObject().put("address", "stock")));
    JsonObject imports = config("shop")
      .put("imports", new JsonArray().add(new JsonObject().put("peer", "depot").put("address", "stock")));
    await(net.coordinator().close());
    try (LogRecorder log = LogRecorder.warnings()) {
      await(Future.all(deploy(depot, exports), deploy(shop, imports)));
      // Clients give up at this Coordinator, verticles do not.
      var wrong = net.startCoordinator(TestNet.coordinatorOptions().setPort(port)
        .setKeyCertOptions(TestCertificates.pem(TestCertificates.host("localhost"))));
      awaitUntil(() -> log.with("and another one tries again", "'trustOptions'").size() == 2);
      await(wrong.close());
      net.startCoordinator(TestNet.coordinatorOptions().setPort(port).setKeyCertOptions(TestCertificates.pem(HOST)));
      awaitUntil(() -> await(shop.eventBus().request("stock", "")
        .transform(reply -> Future.succeededFuture(reply.succeeded() && reply.result().body().equals(7)))));
    }
  }

  @Test
  void isUndeployedWhileItWaits() {
    Vertx vertx = net.vertx();
    await(net.coordinator().close());
    String id = await(deploy(vertx, config("shop")));
    await(vertx.undeploy(id));
    assertEquals(0, vertx.deploymentIDs().size());
  }

  @Test
  void aFailureWithinTheWaitFailsTheDeployment() {
    Vertx vertx = net.vertx();
    JsonObject untrusted = config("shop");
    untrusted.getJsonObject("client").put("pemTrustOptions",
      TestCertificates.pemTrust(TestCertificates.host("localhost").leaf()).toJson());
    TestNet.assertFails(ConecError.CERTIFICATE_UNTRUSTED, deploy(vertx, untrusted));
    JsonObject missing = config("shop");
    missing.getJsonObject("client").put("pemTrustOptions",
      new PemTrustOptions().addCertPath("/no/such.pem").toJson());
    TestNet.assertFails(ConecError.CONFIGURATION, deploy(vertx, missing));
    assertEquals(0, vertx.deploymentIDs().size());
  }
}
