package examples;

import io.conec.ClientOptions;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.conec.rxjava3.ConecClient;
import io.conec.rxjava3.bridge.ConecBridge;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import io.vertx.docgen.Source;
import io.vertx.rxjava3.core.Vertx;
import io.vertx.rxjava3.core.eventbus.Message;

@Source
public class GettingStartedRx {

  public Completable gateway(Vertx vertx, ClientOptions options) {
    vertx.eventBus().<String>consumer("temperature", request -> request.reply(21));
    ConecClient client = ConecClient.create(vertx, options);
    ConecBridge bridge = ConecBridge.create(vertx, client, new ConecBridgeOptions()
      .addExport(new ExportOptions().setAddress("temperature")));
    return client.rxConnect().andThen(bridge.rxStart());
  }

  public Single<Integer> dashboard(Vertx vertx, ClientOptions options) {
    ConecClient client = ConecClient.create(vertx, options);
    ConecBridge bridge = ConecBridge.create(vertx, client, new ConecBridgeOptions()
      .addImport(new ImportOptions().setPeer("gateway").setAddress("temperature")));
    return client.rxConnect()
      .andThen(bridge.rxStart())
      .andThen(Single.defer(() -> vertx.eventBus().<Integer>rxRequest("temperature", "hall")))
      .map(Message::body);
  }
}
