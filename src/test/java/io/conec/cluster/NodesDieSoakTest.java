package io.conec.cluster;

import io.conec.ClientInfo;
import io.conec.ConecClient;
import io.conec.test.Child;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Nodes are killed one after another, and come back. The amount is that of the system properties
 * {@code conec.soak.clients} and {@code conec.soak.kills}.
 */
@Tag("soak")
class NodesDieSoakTest {

  private static final int CLIENTS = Integer.getInteger("conec.soak.clients", 100);
  private static final int KILLS = Integer.getInteger("conec.soak.kills", 3);
  private static final int NODES = 3;
  /** An idle client notices after two intervals at most. */
  private static final Duration KEEP_ALIVE = Duration.ofMillis(500);
  private static final Duration BETWEEN_KILLS = Duration.ofSeconds(20);

  private final Random random = new Random(5);

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void allClientsAreBackWithinThreeSeconds() throws Exception {
    List<Child> nodes = new ArrayList<>();
    try (ClusterNet net = new ClusterNet(1)) {
      for (int i = 0; i < NODES; i++) {
        nodes.add(net.startProcess(0));
      }
      int[] ports = nodes.stream().mapToInt(Child::port).toArray();
      Vertx vertx = Vertx.vertx();
      connect(net, vertx, ports);
      List<Long> times = new ArrayList<>();
      for (int kill = 0; kill < KILLS; kill++) {
        int victim = random.nextInt(NODES);
        long start = System.nanoTime();
        String address = "127.0.0.1:" + ports[victim];
        nodes.get(victim).kill();
        awaitAll(net, address);
        times.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        nodes.set(victim, net.startProcess(ports[victim]));
        Awaitility.await().pollDelay(BETWEEN_KILLS).atMost(BETWEEN_KILLS.multipliedBy(2)).until(() -> true);
      }
      System.out.println(CLIENTS + " clients at other nodes after " + times + " ms");
      assertTrue(times.stream().allMatch(millis -> millis < 3000), times.toString());
      await(vertx.close());
    } finally {
      nodes.forEach(Child::close);
    }
  }

  private void connect(ClusterNet net, Vertx vertx, int... ports) {
    for (int i = 0; i < CLIENTS; i += 10) {
      List<Future<?>> batch = new ArrayList<>();
      for (int j = i; j < Math.min(i + 10, CLIENTS); j++) {
        int first = random.nextInt(NODES);
        batch.add(ConecClient.create(vertx, net.clientOptionsOfPorts("client-" + j, ports[first],
          ports[(first + 1) % NODES], ports[(first
            + 2) % NODES]).setKeepAliveInterval(KEEP_ALIVE).setConnectTimeout(Duration.ofMinutes(1)))
          .connect());
      }
      await(Future.all(batch));
    }
    net.awaitClients(CLIENTS);
  }

  /** Each client is at exactly one node, which is not this one. */
  private static void awaitAll(ClusterNet net, String dead) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(() -> {
      List<ClientInfo> clients = net.node(0).clients();
      return clients.size() == CLIENTS && clients.stream().noneMatch(client -> client.getNode().equals(dead));
    });
    assertEquals(CLIENTS, new HashSet<>(net.node(0).clients().stream().map(ClientInfo::getId).toList()).size());
  }
}
