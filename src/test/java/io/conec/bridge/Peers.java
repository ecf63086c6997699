package io.conec.bridge;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.test.LocalConsumers;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import org.awaitility.Awaitility;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Two peers, depot and shop, on real sockets, each with its own Vert.x instance and bridge. */
final class Peers implements AutoCloseable {

  final TestNet net = new TestNet();
  final Peer depot;
  final Peer shop;

  private Peers(ConecBridgeOptions depotOptions, ConecBridgeOptions shopOptions) {
    depot = new Peer("depot", depotOptions);
    shop = new Peer("shop", shopOptions);
  }

  static Peers start(ConecBridgeOptions depotOptions, ConecBridgeOptions shopOptions) {
    Peers peers = new Peers(depotOptions, shopOptions);
    peers.depot.start();
    peers.shop.start();
    return peers;
  }

  /** The usual pair: depot exports, shop imports the same addresses. */
  static Peers with(String... addresses) {
    ConecBridgeOptions depotOptions = new ConecBridgeOptions();
    ConecBridgeOptions shopOptions = new ConecBridgeOptions();
    for (String address : addresses) {
      depotOptions.addExport(new ExportOptions().setAddress(address));
      shopOptions.addImport(imported(address));
    }
    return start(depotOptions, shopOptions);
  }

  /** A consumer at the depot; it can be reached from the shop when this method returns. */
  <T> MessageConsumer<T> serve(String address, Handler<Message<T>> handler) {
    MessageConsumer<T> consumer = depot.bus().consumer(address, handler);
    awaitConsumer(shop.vertx, address);
    return consumer;
  }

  /** Wait until an address has a consumer, which may be an import that has become available. */
  static void awaitConsumer(Vertx vertx, String address) {
    awaitTrue(() -> LocalConsumers.exist(vertx, address));
  }

  static void awaitNoConsumer(Vertx vertx, String address) {
    awaitTrue(() -> !LocalConsumers.exist(vertx, address));
  }

  static ImportOptions imported(String address) {
    return new ImportOptions().setPeer("depot").setAddress(address);
  }

  static <T> T await(Future<T> future) {
    return TestNet.await(future);
  }

  static ReplyException awaitFailure(Future<?> future) {
    return (ReplyException) await(future.transform(result -> result.failed() ? Future.succeededFuture(result.cause())
      : Future.failedFuture("unexpected success: " + result.result())));
  }

  static void awaitTrue(Callable<Boolean> condition) {
    Awaitility.await().atMost(TestNet.DEADLINE).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  @Override
  public void close() {
    shop.close();
    depot.close();
    net.close();
  }

  /** One application: to be stopped and started again. */
  final class Peer {

    final String id;
    final Vertx vertx = net.vertx();
    final ConecBridgeOptions options;
    ConecClient client;
    ConecBridge bridge;

    private Peer(String id, ConecBridgeOptions options) {
      this.id = id;
      this.options = options;
    }

    EventBus bus() {
      return vertx.eventBus();
    }

    /** Client and bridge on one context, as in a verticle. */
    void start() {
      ClientOptions clientOptions = net.clientOptions(id).setOpenTimeout(Duration.ofSeconds(2))
        .setMaxReconnectDelay(Duration.ofMillis(50));
      client = ConecClient.create(vertx, clientOptions);
      bridge = ConecBridge.create(vertx, client, options);
      await(client.connect().compose(connected -> bridge.start()));
    }

    void close() {
      await(bridge.close());
      await(client.close());
    }
  }
}
