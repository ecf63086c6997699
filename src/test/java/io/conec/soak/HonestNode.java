package io.conec.soak;

import io.conec.test.NodeProcess;
import io.conec.test.TestNet;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The honest clients of a soak. */
public final class HonestNode implements NodeProcess.Program {

  private static final long SLOW_NANOS = Duration.ofMillis(50).toNanos();

  private final Service service = new Service();
  private final Service visits = new Service();
  private Vertx vertx;

  public static void main(String[] args) {
    NodeProcess.run(new HonestNode(), args);
  }

  /**
   * @param args name, directory of the files, port of the Coordinator, number of clients
   */
  @Override
  public String start(String[] args) {
    SoakFiles files = new SoakFiles(Path.of(args[1]));
    int port = Integer.parseInt(args[2]);
    int count = Integer.parseInt(args[3]);
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(16));
    List<HonestClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      HonestClient client =
        new HonestClient(files.client(HonestClient.id(i), HonestClient.HOST, port), (i + 1) % count, service);
      TestNet.await(vertx.deployVerticle(client));
      clients.add(client);
    }
    slowConsumer();
    // An import whose peer was not there yet tries again.
    clients.forEach(client -> TestNet.awaitUntil(() -> TestNet.await(client.ask().transform(Future::succeededFuture))
      .succeeded()));
    clients.forEach(HonestClient::begin);
    new Visitor(vertx, files, port, count, visits).visit();
    return "ready";
  }

  /** Handles 20 messages a second. */
  private void slowConsumer() {
    TestNet.await(vertx.deployVerticle(context -> {
      vertx.eventBus().consumer(HonestClient.SLOW, message -> LockSupport.parkNanos(SLOW_NANOS));
      return Future.succeededFuture();
    }, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
  }

  @Override
  public String answer(String[] command) {
    return switch (command[0]) {
      case "memory" -> MemoryUse.now().toJson().encode();
      case "report" -> new JsonObject().put("requests", service.report()).put("visits", visits.report()).encode();
      default -> throw new IllegalArgumentException(command[0]);
    };
  }
}
