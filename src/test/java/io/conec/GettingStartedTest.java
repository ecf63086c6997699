package io.conec;

import examples.GettingStarted;
import examples.GettingStartedRx;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** What the first chapter of the manual shows works: a gateway that answers a dashboard. */
class GettingStartedTest {

  private static final int TEMPERATURE = 21;

  private final GettingStarted java = new GettingStarted();
  private final GettingStartedRx rx = new GettingStartedRx();

  @Test
  void java() {
    try (TestNet net = new TestNet()) {
      await(java.gateway(net.vertx(), net.clientOptions("gateway")));
      assertEquals(TEMPERATURE, await(java.dashboard(net.vertx(), net.clientOptions("dashboard"))));
    }
  }

  @Test
  void rxJava() {
    try (TestNet net = new TestNet()) {
      rx.gateway(rxVertx(net), net.clientOptions("gateway")).timeout(20, TimeUnit.SECONDS).blockingAwait();
      assertEquals(TEMPERATURE, rx.dashboard(rxVertx(net), net.clientOptions("dashboard"))
        .timeout(20, TimeUnit.SECONDS).blockingGet());
    }
  }

  @Test
  void json(@TempDir Path directory) throws IOException {
    try (TestNet net = new TestNet()) {
      Vertx gateway = net.vertx();
      Vertx dashboard = net.vertx();
      gateway.eventBus().consumer("temperature", request -> request.reply(TEMPERATURE));
      await(deploy(net, gateway, "gateway", directory));
      await(deploy(net, dashboard, "dashboard", directory));
      Future<Message<Integer>> reply = dashboard.eventBus().request("temperature", "hall");
      assertEquals(TEMPERATURE, await(reply).body());
    }
  }

  /** With the Coordinator of the test in place of that of the manual. */
  private Future<String> deploy(TestNet net, Vertx vertx, String id, Path directory) throws IOException {
    JsonObject config = new JsonObject(Files.readString(Path.of("src/main/asciidoc", id + ".json")));
    ClientOptions shown = new ClientOptions(config.getJsonObject("client"));
    assertEquals(java.options(id).toJson(), shown.toJson());
    config.put("client", net.clientOptions(id).toJson());
    Path file = Files.writeString(directory.resolve(id + ".json"), config.encode());
    return java.json(vertx, file.toString());
  }

  private static io.vertx.rxjava3.core.Vertx rxVertx(TestNet net) {
    return io.vertx.rxjava3.core.Vertx.newInstance(net.vertx());
  }
}
