package io.conec.bench;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * An application with a bridge, and its consumers or senders: some in the verticle of the bridge, so that a message
 * meets one event loop only, some in another verticle, so that it goes from one event loop to the other and back.
 */
class BusNode extends VerticleBase {

  /** Answered on the event loop of the bridge. */
  static final String TOGETHER = "together";
  /** Answered on another event loop. */
  static final String APART = "apart";

  private final ClientOptions clientOptions;
  private final ConecBridgeOptions options;
  private ConecClient client;

  private BusNode(ClientOptions clientOptions, ConecBridgeOptions options) {
    this.clientOptions = clientOptions;
    this.options = options;
  }

  static void depot(Vertx vertx, ClientOptions client, ConecBridgeOptions options) {
    vertx.deployVerticle(new BusNode(client, options) {
      @Override
      public Future<?> start() throws Exception {
        echo(vertx, TOGETHER);
        return super.start();
      }
    }).await();
    vertx.deployVerticle(context -> {
      echo(vertx, APART);
      return Future.succeededFuture();
    }, new DeploymentOptions()).await();
  }

  private static void echo(Vertx vertx, String address) {
    vertx.eventBus().<Buffer>consumer(address, message -> message.reply(message.body()));
  }

  /**
   * @return the node, whose bridge has started
   */
  static BusNode shop(Vertx vertx, ClientOptions client, ConecBridgeOptions options) {
    BusNode node = new BusNode(client, options);
    vertx.deployVerticle(node).await();
    return node;
  }

  Context context() {
    return context;
  }

  ConecClient client() {
    return client;
  }

  @Override
  public Future<?> start() throws Exception {
    client = ConecClient.create(vertx, clientOptions);
    return client.connect().compose(v -> ConecBridge.create(vertx, client, options).start());
  }
}
