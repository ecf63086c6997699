package io.conec.path;

import io.conec.ChannelOptions;
import io.conec.ChannelPath;
import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecStream;
import io.conec.CoordinatorOptions;
import io.conec.EndpointOptions;
import io.conec.PathKind;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.test.TestNet;
import io.conec.test.Transfer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;

/** Two clients between which every direct datagram passes a router: depot is behind it, shop opens channels. */
final class RoutedClients implements AutoCloseable {

  final TestNet net;
  final Router router;
  final List<ConecChannel> incoming = new CopyOnWriteArrayList<>();
  final List<ChannelPath> taken = new CopyOnWriteArrayList<>();
  final ConecClient shop;
  final ConecClient depot;
  private final Promise<ConecStream> accepted = Promise.promise();
  private final Vertx timers;

  RoutedClients(Duration openTimeout) {
    this(openTimeout, EndpointOptions.DEFAULT_IDLE_TIMEOUT);
  }

  RoutedClients(Duration openTimeout, Duration idleTimeout) {
    this(openTimeout, idleTimeout, options -> options);
  }

  RoutedClients(Duration openTimeout, UnaryOperator<CoordinatorOptions> coordinator) {
    this(openTimeout, EndpointOptions.DEFAULT_IDLE_TIMEOUT, coordinator);
  }

  private RoutedClients(Duration openTimeout, Duration idleTimeout, UnaryOperator<CoordinatorOptions> coordinator) {
    net = new TestNet(coordinator);
    timers = net.vertx();
    router = new Router(net.coordinator().actualPort());
    depot = net.connect(router.behind(options("depot", openTimeout, idleTimeout))).channelHandler(incoming::add)
      .streamHandler(accepted::tryComplete);
    shop = net.connect(options("shop", openTimeout, idleTimeout));
  }

  private ClientOptions options(String id, Duration openTimeout, Duration idleTimeout) {
    return net.clientOptions(id).setOpenTimeout(openTimeout).setIdleTimeout(idleTimeout).setPathOptions(
      new PathOptions().setRetryDelay(Duration.ofMillis(100)).setMaxRetryDelay(Duration.ofMillis(200)));
  }

  Future<ConecChannel> open(PathPolicy policy) {
    return shop.openChannel("depot", new ChannelOptions().setPathPolicy(policy))
      .onSuccess(channel -> channel.pathHandler(taken::add));
  }

  ConecChannel incoming() {
    awaitUntil(() -> !incoming.isEmpty());
    return incoming.get(0);
  }

  /** The stream that was opened to depot first. */
  ConecStream depotStream() {
    return await(accepted.future());
  }

  /** A stream over this channel, in use in both directions. */
  List<Transfer> transfer(ConecChannel channel) {
    ConecStream near = await(channel.openStream());
    ConecStream far = depotStream();
    return List.of(new Transfer(timers, near, far), new Transfer(timers, far, near));
  }

  /** Both ends send on such a path. */
  void awaitKind(PathKind kind, ConecChannel channel) {
    awaitUntil(() -> channel.path().getKind() == kind && incoming().path().getKind() == kind);
  }

  @Override
  public void close() {
    net.close();
    router.close();
  }
}
