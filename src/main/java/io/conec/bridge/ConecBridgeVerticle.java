package io.conec.bridge;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.impl.bridge.BridgeConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * A client with a {@link ConecBridge} to be deployed by name, {@code io.conec.bridge.ConecBridgeVerticle}.
 * <p>
 * Its configuration is the JSON of {@link BridgeOptions} ({@code exports}, {@code imports}, {@code broadcasts}, ...)
 * with the JSON of {@link ClientOptions} as {@code client}. The deployment succeeds when the client is connected and
 * the imports are registered; it fails with an {@link IllegalArgumentException} for a configuration that has an unknown
 * key or a value that cannot be used. Undeploying closes bridge and client.
 */
public class ConecBridgeVerticle extends VerticleBase {

  private ConecClient client;
  private ConecBridge bridge;

  @Override
  public Future<?> start() {
    BridgeConfig config = BridgeConfig.of(config());
    client = ConecClient.create(vertx, config.client());
    bridge = ConecBridge.create(vertx, client, config.bridge());
    return client.connect()
      .compose(connected -> bridge.start())
      .recover(failure -> client.close().transform(closed -> Future.failedFuture(failure)));
  }

  @Override
  public Future<?> stop() {
    return bridge.close().eventually(client::close);
  }
}
