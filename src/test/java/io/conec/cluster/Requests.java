package io.conec.cluster;

import io.conec.ConecClient;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.bridge.ImportOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Requests over a bridge at a steady rate; each has to be served and answered once. */
final class Requests {

  private static final String ADDRESS = "count";
  private static final int INTERVAL_MILLIS = 20;
  private static final int ENOUGH = 20;

  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicLong slowest = new AtomicLong();
  private final Vertx from;
  private final long timer;

  Requests(ClusterNet net, ConecClient client, ConecClient server) {
    from = net.vertxOf(client);
    Vertx to = net.vertxOf(server);
    await(ConecBridge.create(to, server,
      new ConecBridgeOptions().setExports(List.of(new ExportOptions().setAddress(ADDRESS)))).start());
    to.eventBus().<Integer>consumer(ADDRESS, message -> {
      served.addAndGet(message.body() > 0 ? 1 : 0);
      message.reply(message.body());
    });
    await(ConecBridge.create(from, client, new ConecBridgeOptions()
      .setImports(List.of(new ImportOptions().setPeer(server.id()).setAddress(ADDRESS)))).start());
    // Until the import knows that there is a consumer.
    awaitUntil(() -> await(from.eventBus().request(ADDRESS, 0)
      .transform(reply -> Future.succeededFuture(reply.succeeded()))));
    timer = from.setPeriodic(INTERVAL_MILLIS, tick -> request(sent.incrementAndGet()));
  }

  private void request(int number) {
    long start = System.nanoTime();
    from.eventBus().request(ADDRESS, number).onComplete(reply -> {
      slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
      (reply.succeeded() && reply.result().body().equals(number) ? answered : failed).incrementAndGet();
    });
  }

  void awaitProgress() {
    int before = answered.get();
    awaitUntil(() -> answered.get() >= before + ENOUGH);
  }

  void finish() {
    from.cancelTimer(timer);
    awaitUntil(() -> answered.get() + failed.get() == sent.get());
    assertEquals(0, failed.get());
    assertEquals(sent.get(), served.get());
  }

  long slowestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(slowest.get());
  }
}
