package io.conec.bridge;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/**
 * A client with a {@link ConecBridge} to be deployed by name, {@code io.conec.bridge.ConecBridgeVerticle}.
 * <p>
 * Its configuration is the JSON of {@link BridgeOptions} ({@code exports}, {@code imports}, {@code broadcasts}, ...)
 * with the JSON of {@link ClientOptions} as {@code client}. The deployment succeeds when the client is connected and
 * the imports are registered; undeploying closes bridge and client.
 */
public class ConecBridgeVerticle extends VerticleBase {

  private ConecClient client;
  private ConecBridge bridge;

  @Override
  public Future<?> start() {
    JsonObject clientJson = config().getJsonObject("client");
    if (clientJson == null) {
      return Future.failedFuture(new IllegalArgumentException("client is missing: the JSON of ClientOptions"));
    }
    client = ConecClient.create(vertx, new ClientOptions(clientJson));
    bridge = ConecBridge.create(vertx, client, new BridgeOptions(config()));
    return client.connect()
      .compose(connected -> bridge.start())
      .recover(failure -> client.close().transform(closed -> Future.failedFuture(failure)));
  }

  @Override
  public Future<?> stop() {
    return bridge.close().eventually(client::close);
  }
}
