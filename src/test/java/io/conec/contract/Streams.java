package io.conec.contract;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ConecProducer;
import io.conec.bridge.ExportOptions;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

import java.util.function.Supplier;

import static io.conec.test.TestNet.await;

/** Creates streams of all kinds, with one Coordinator and two clients for all of them. */
final class Streams implements AutoCloseable {

  /**
   * Both ends of a stream.
   *
   * @param context the context of the near end
   */
  record Pair<T>(T near, T far, Context context) {
  }

  private final TestNet net = new TestNet();
  private final Vertx vertx = net.vertx();
  private final ConecClient shop = net.connect("shop");
  private final ConecClient depot = net.connect("depot");
  /** A context of the Vert.x instance of the bridge, which calls handlers there. */
  private Context producerContext;
  private ConecBridge bridge;
  private int broadcasts;

  Vertx vertx() {
    return vertx;
  }

  static <T> T callOn(Context context, Supplier<Future<T>> task) {
    Promise<T> result = Promise.promise();
    context.runOnContext(v -> task.get().onComplete(result));
    return await(result.future());
  }

  static void runOn(Context context, Runnable task) {
    callOn(context, () -> {
      task.run();
      return Future.succeededFuture();
    });
  }

  /** The near end is that of the client. */
  static Pair<NetSocket> sockets(Vertx vertx) {
    Promise<NetSocket> accepted = Promise.promise();
    NetServer server = await(vertx.createNetServer().connectHandler(accepted::complete).listen(0, "127.0.0.1"));
    Context context = vertx.getOrCreateContext();
    NetSocket near = callOn(context, () -> vertx.createNetClient().connect(server.actualPort(), "127.0.0.1"));
    return new Pair<>(near, await(accepted.future()), context);
  }

  /** The context is that of the end that has accepted the stream. */
  Pair<StreamPair> stream() {
    Promise<Context> context = Promise.promise();
    Promise<ConecStream> accepted = Promise.promise();
    depot.streamHandler(stream -> {
      context.complete(Vertx.currentContext());
      accepted.complete(stream);
    });
    ConecStream near = await(shop.openStream("depot"));
    return new Pair<>(new StreamPair(near, await(accepted.future())), null, await(context.future()));
  }

  Pair<ConecBroadcast> broadcast(BroadcastOptions options) {
    broadcasts++;
    String name = name();
    Promise<Context> context = Promise.promise();
    ConecBroadcast near = await(depot.joinBroadcast(name, options)
      .onSuccess(joined -> context.complete(Vertx.currentContext())));
    ConecBroadcast far = await(shop.joinBroadcast(name, new BroadcastOptions().setRole(BroadcastRole.BOTH)));
    return new Pair<>(near, far, await(context.future()));
  }

  /** It sends to a consumer of another application. */
  ConecProducer<Buffer> producer() {
    if (bridge == null) {
      bridge("sink", new ConecBridgeOptions().addExport(new ExportOptions().setAddress("sink"))).vertx.eventBus()
        .consumer("sink", message -> { });
      Application source = bridge("source", new ConecBridgeOptions());
      bridge = source.bridge;
      producerContext = source.vertx.getOrCreateContext();
    }
    return callOn(producerContext, () -> Future.succeededFuture(bridge.sender("sink", "sink")));
  }

  Context producerContext() {
    return producerContext;
  }

  private record Application(Vertx vertx, ConecBridge bridge) {
  }

  private Application bridge(String id, ConecBridgeOptions options) {
    Vertx own = net.vertx();
    ConecClient client = ConecClient.create(own, net.clientOptions(id));
    ConecBridge started = ConecBridge.create(own, client, options);
    await(client.connect().compose(v -> started.start()));
    return new Application(own, started);
  }

  private String name() {
    return "broadcast " + broadcasts;
  }

  /** A round trip from both clients to the Coordinator, while clients are in the last broadcast. */
  Future<?> roundTrip() {
    return shop.broadcastInfo(name()).compose(v -> depot.broadcastInfo(name()));
  }

  @Override
  public void close() {
    net.close();
  }
}
