package io.conec.cluster;

import io.conec.ConecCoordinator;
import io.conec.impl.cluster.ClientRecord;
import io.conec.impl.cluster.Cluster;
import io.conec.impl.cluster.Epoch;
import io.conec.impl.cluster.Node;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A node that has just started learns the clients of another node quickly, and they need little memory. */
class ManyClientsTest {

  private static final int CLIENTS = 20_000;
  private static final long MAX_BYTES = 20_000_000;
  /** It takes half a second when the machine is not busy. */
  private static final Duration MAX_LEARNING = Duration.ofSeconds(6);
  /** Some turns, when the machine is busy; one takes a few milliseconds. */
  private static final Duration MAX_TURN = Duration.ofMillis(200);

  /** How much processor time the event loops need at most between two turns. */
  private static final class Turns {

    private final AtomicLong longest = new AtomicLong();
    private final Iterable<EventExecutor> eventLoops;
    private volatile boolean over;

    Turns(Iterable<EventExecutor> eventLoops) {
      this.eventLoops = eventLoops;
      eventLoops.forEach(eventLoop -> eventLoop.execute(() -> measure(eventLoop, cpuNanos())));
    }

    private void measure(EventExecutor eventLoop, long before) {
      long now = cpuNanos();
      longest.accumulateAndGet(now - before, Math::max);
      if (!over) {
        eventLoop.schedule(() -> measure(eventLoop, now), 1, TimeUnit.MILLISECONDS);
      }
    }

    private static long cpuNanos() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    Duration stop() {
      over = true;
      // The turn that is under way counts.
      eventLoops.forEach(eventLoop -> eventLoop.schedule(() -> { }, 5, TimeUnit.MILLISECONDS).syncUninterruptibly());
      return Duration.ofNanos(longest.get());
    }
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static ClientRecord client(int number) {
    String fingerprint = String.format("%064x", number);
    return new ClientRecord("client-" + number + ".shop.example.com", fingerprint, UUID.randomUUID().toString(), true,
      true, "192.0.2.1:" + number, Instant.ofEpochMilli(number), number, new Epoch(number, 0));
  }

  @Test
  void aNodeLearnsTheClientsOfAnother() {
    try (ClusterNet net = new ClusterNet(1)) {
      VertxInternal vertx = (VertxInternal) net.clustered();
      ContextInternal context = vertx.createEventLoopContext();
      Cluster owner = new Cluster(context, new Node("owner", new InetSocketAddress("127.0.0.1", 1)), JsonObject::new,
        (id, goodbye) -> { });
      for (int number = 0; number < CLIENTS; number++) {
        owner.clients().directory().put(client(number));
      }
      Promise<Void> started = Promise.promise();
      context.runOnContext(now -> owner.start().onComplete(started));
      await(started.future());
      // The first node has warmed the code up.
      net.awaitClients(CLIENTS);
      long before = usedBytes();
      Turns learn = new Turns(vertx.nettyEventLoopGroup());
      long start = System.nanoTime();
      ConecCoordinator node = net.start(options -> options);
      awaitUntil(() -> node.clientCount() == CLIENTS);
      Duration learning = Duration.ofNanos(System.nanoTime() - start);
      Duration learningTurn = learn.stop();
      long bytes = usedBytes() - before;
      Turns forget = new Turns(vertx.nettyEventLoopGroup());
      context.runOnContext(now -> owner.close());
      net.awaitClients(0);
      Duration forgettingTurn = forget.stop();
      System.out.println(CLIENTS + " clients: learned in " + learning.toMillis() + " ms, " + bytes / 1000
        + " KB, longest turn " + learningTurn.toMillis() + " ms, when their node leaves "
        + forgettingTurn.toMillis() + " ms");
      assertTrue(bytes < MAX_BYTES, () -> bytes + " bytes");
      assertTrue(learning.compareTo(MAX_LEARNING) < 0, () -> "after " + learning);
      assertTrue(learningTurn.compareTo(MAX_TURN) < 0, () -> "a turn took " + learningTurn);
      assertTrue(forgettingTurn.compareTo(MAX_TURN) < 0, () -> "a turn took " + forgettingTurn);
    }
  }
}
