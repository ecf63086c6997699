package io.conec.cli.demo;

import io.conec.BroadcastOptions;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.PathOptions;
import io.conec.PathPolicy;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.cli.Bus;
import io.conec.cli.CommandException;
import io.conec.cli.CommandRuntime;
import io.conec.impl.identity.SubjectNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** An application of the demo: a Vert.x of its own, a client, and what it has seen. */
final class Peer {

  private static final int DEADLINE_SECONDS = 10;

  private final String id;
  private final CommandRuntime runtime;
  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
  private ConecClient client;
  private ConecBroadcast team;

  Peer(String id, CommandRuntime runtime) {
    this.id = id;
    this.runtime = runtime;
  }

  void connect(int port, Certificates certificates) throws Exception {
    connect(List.of(port), PathPolicy.AUTO, certificates);
    team = await(client.joinBroadcast("team", new BroadcastOptions().setReceiveOwnMessages(false)));
    team.handler(this::see);
  }

  void connect(List<Integer> ports, PathPolicy policy, Certificates certificates) throws Exception {
    client = ConecClient.create(vertx(), new ClientOptions()
      .setId(id)
      .setCoordinators(ports.stream().map(port -> "127.0.0.1:" + port).toList())
      .setPathOptions(new PathOptions().setPathPolicy(policy))
      .setTrustOptions(certificates.trust())
      .setKeyCertOptions(certificates.issue(SubjectNames.peer(id))));
    onClose(client::close);
    await(client.connect());
  }

  void bridge(ConecBridgeOptions options) throws Exception {
    Bus.open(runtime, client, options);
  }

  void onClose(Supplier<Future<?>> action) {
    runtime.onClose(action);
  }

  String id() {
    return id;
  }

  Vertx vertx() {
    return runtime.vertx();
  }

  ConecClient client() {
    return client;
  }

  ConecBroadcast team() {
    return team;
  }

  <T> T await(Future<T> future) throws Exception {
    return runtime.await(future);
  }

  void pause(long millis) throws Exception {
    runtime.pause(Duration.ofMillis(millis));
  }

  void see(Object event) {
    seen.add(event);
  }

  /** Waits for the next thing that the application sees. */
  <T> T next(Class<T> type) throws InterruptedException {
    Object event = seen.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (!type.isInstance(event)) {
      throw new CommandException(id + " should see a " + type.getSimpleName() + ", but saw " + event);
    }
    return type.cast(event);
  }

  void close() {
    runtime.close();
  }
}
