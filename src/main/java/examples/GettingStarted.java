package examples;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.bridge.BusHeaders;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.docgen.Source;

@Source
public class GettingStarted {

  public ClientOptions options(String id) {
    return new ClientOptions()
      .setId(id)
      .addCoordinator("conec.example.com")
      .setTrustOptions(new PemTrustOptions().addCertPath("coordinator.pem"));
  }

  public Future<Void> gateway(Vertx vertx, ClientOptions options) {
    vertx.eventBus().<String>consumer("temperature", request -> {
      String peer = request.headers().get(BusHeaders.PEER);
      System.out.println(peer + " asks for the temperature of the " + request.body());
      request.reply(21);
    });
    ConecClient client = ConecClient.create(vertx, options);
    ConecBridge bridge = ConecBridge.create(vertx, client, new ConecBridgeOptions()
      .addExport(new ExportOptions().setAddress("temperature")));
    return client.connect().compose(v -> bridge.start());
  }

  public Future<Integer> dashboard(Vertx vertx, ClientOptions options) {
    ConecClient client = ConecClient.create(vertx, options);
    ConecBridge bridge = ConecBridge.create(vertx, client, new ConecBridgeOptions()
      .addImport(new ImportOptions().setPeer("gateway").setAddress("temperature")));
    return client.connect()
      .compose(v -> bridge.start())
      .compose(v -> vertx.eventBus().<Integer>request("temperature", "hall"))
      .map(Message::body);
  }

  public Future<String> json(Vertx vertx, String file) {
    return vertx.fileSystem().readFile(file)
      .compose(json -> vertx.deployVerticle("io.conec.bridge.ConecBridgeVerticle",
        new DeploymentOptions().setConfig(json.toJsonObject())));
  }
}
