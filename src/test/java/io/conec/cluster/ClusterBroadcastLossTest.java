package io.conec.cluster;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.OverflowPolicy;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages between the nodes of a broadcast are lost, all of them or some. */
class ClusterBroadcastLossTest implements AutoCloseable {

  private static final int NODES = 3;
  private static final String ADDRESS = "conec.coordinator";

  private final ClusterNet net = new ClusterNet(NODES);
  /** Whether a message from this node to this address is lost. */
  private final AtomicReference<BiPredicate<String, Message<?>>> lost = new AtomicReference<>((from, message) -> false);

  /** The ids of the nodes by their addresses. */
  private final Map<String, String> ids = new ConcurrentHashMap<>();

  ClusterBroadcastLossTest() {
    net.clustered().eventBus().addOutboundInterceptor(delivery -> {
      Message<?> message = delivery.message();
      String from = delivery.body() instanceof JsonObject body ? body.getString("node") : message.headers().get("node");
      if (delivery.body() instanceof JsonObject body && body.containsKey("address")) {
        ids.put(body.getString("address"), from);
      }
      if (!message.address().startsWith(ADDRESS) || from == null || !lost.get().test(from, message)) {
        delivery.next();
      }
    });
  }

  @Override
  public void close() {
    net.close();
  }

  /** The id of the node of the first participant. */
  private String home() {
    String address = net.address(0);
    awaitUntil(() -> ids.containsKey(address));
    return ids.get(address);
  }

  private ConecClient client(String id, int node) {
    return net.connect(net.clientOptions(id, node));
  }

  private static BroadcastOptions options(BroadcastRole role) {
    return new BroadcastOptions().setRole(role).setOverflow(OverflowPolicy.BLOCK);
  }

  private ClusterReader reader(int node) {
    return ClusterReader.join(client("reader" + node, node), "prices", options(BroadcastRole.READER));
  }

  private ConecBroadcast sender(int node) {
    return await(client("sender" + node, node).joinBroadcast("prices", options(BroadcastRole.SENDER)));
  }

  /** Each sender sends some messages, one after the other. */
  private static void send(List<ConecBroadcast> senders, int messages) {
    for (int i = 0; i < messages; i++) {
      senders.forEach(sender -> await(sender.write(Buffer.buffer("price"))));
    }
  }

  /** Lost messages of senders are repeated, lost frames are counted. */
  @Test
  void someMessagesAreLost() {
    try (this) {
      List<ClusterReader> readers = IntStream.range(0, NODES).mapToObj(this::reader).toList();
      List<ConecBroadcast> senders = IntStream.range(0, NODES).mapToObj(this::sender).toList();
      String home = home();
      AtomicInteger frames = new AtomicInteger();
      Random random = new Random(5);
      lost.set((from, message) -> {
        if (!message.headers().contains("node")) {
          return false;
        }
        synchronized (random) {
          return from.equals(home) ? frames.incrementAndGet() % 4 == 0 : random.nextInt(10) == 0;
        }
      });
      int messages = 300;
      send(senders, messages);
      lost.set((from, message) -> false);
      senders.forEach(sender -> await(sender.leave()));
      readers.forEach(reader -> awaitUntil(() -> reader.accounted() == NODES * messages));
      assertEquals(0, readers.get(0).dropped());
      assertTrue(readers.get(1).dropped() + readers.get(2).dropped() > 0);
      readers.forEach(ClusterReader::messages);
    }
  }

  /** Each half goes on by itself, and afterwards they are one again. */
  @Test
  void theHomeIsCutOffForAWhile() {
    try (this) {
      List<ClusterReader> readers = IntStream.range(0, NODES).mapToObj(this::reader).toList();
      List<ConecBroadcast> senders = IntStream.range(0, NODES).mapToObj(this::sender).toList();
      net.awaitClients(2 * NODES);
      send(senders, 10);
      awaitUntil(() -> readers.stream().allMatch(reader -> reader.accounted() == 10 * NODES));
      String home = home();
      lost.set((from, message) -> from.equals(home) || message.address().endsWith(home));
      send(senders, 10);
      awaitUntil(() -> net.node(0).clientCount() == 2 && net.node(1).clientCount() == 4);
      send(senders, 10);
      awaitUntil(() -> readers.get(0).accounted() == 30 + 20);
      awaitUntil(() -> readers.get(1).accounted() == 30 + 40 && readers.get(2).accounted() == 30 + 40);
      lost.set((from, message) -> false);
      net.awaitClients(2 * NODES);
      awaitUntil(() -> readers.get(0).accounted() == 30 + 20 + 40);
      assertEquals(40, readers.get(0).dropped());
      send(senders, 10);
      awaitUntil(() -> readers.get(0).accounted() == 30 + 20 + 40 + 30);
      awaitUntil(() -> readers.get(1).accounted() == 30 + 40 + 30 && readers.get(2).accounted() == 30 + 40 + 30);
      assertEquals(0, readers.get(1).dropped());
      assertEquals(readers.get(1).messages(), readers.get(2).messages());
      readers.get(0).messages();
    }
  }
}
