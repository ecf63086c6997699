package io.conec.cluster;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecCoordinator;
import io.conec.OverflowPolicy;
import io.conec.bridge.BroadcastMapping;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** A broadcast with participants at three nodes. */
class ClusterBroadcastTest {

  private static final int NODES = 3;

  private static ClusterNet net;
  private final List<ConecClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() {
    net = new ClusterNet(NODES);
  }

  @AfterAll
  static void stop() {
    net.close();
  }

  @AfterEach
  void leave() {
    clients.forEach(client -> await(client.close()));
    net.awaitClients(0);
    awaitUntil(() -> IntStream.range(0, NODES).allMatch(node -> net.node(node).broadcasts().isEmpty()));
  }

  private ConecClient client(String id, int node) {
    ConecClient client = net.connect(net.clientOptions(id, node));
    clients.add(client);
    return client;
  }

  private static BroadcastOptions options(BroadcastRole role) {
    return new BroadcastOptions().setRole(role).setOverflow(OverflowPolicy.BLOCK);
  }

  private ClusterReader reader(String id, int node) {
    return ClusterReader.join(client(id, node), "prices", options(BroadcastRole.READER));
  }

  private ConecBroadcast sender(String id, int node) {
    return await(client(id, node).joinBroadcast("prices", options(BroadcastRole.SENDER)));
  }

  private static String count(ConecCoordinator node) {
    return node.broadcasts().stream().map(info -> info.getSenders() + "/" + info.getReaders()).toList().toString();
  }

  private static void awaitCount(String expected) {
    awaitUntil(() -> IntStream.range(0, NODES).allMatch(node -> count(net.node(node)).equals(expected)));
  }

  @Test
  void readersAtAllNodesGetTheMessagesOfAllNodesInOneOrder() {
    int messages = 500;
    List<ClusterReader> readers = IntStream.range(0, NODES).mapToObj(node -> reader("reader" + node, node)).toList();
    List<ConecBroadcast> senders = IntStream.range(0, NODES).mapToObj(node -> sender("sender" + node, node)).toList();
    awaitCount("[3/3]");
    assertEquals("3/3", info(clients.get(2)));
    for (int i = 0; i < messages; i++) {
      int number = i;
      senders.forEach(sender -> sender.write(Buffer.buffer("message " + number)));
    }
    readers.forEach(reader -> senders.forEach(sender -> reader.awaitLast("sender" + senders.indexOf(sender),
      messages)));
    List<String> first = readers.get(0).messages();
    assertEquals(NODES * messages, first.size());
    readers.forEach(reader -> assertEquals(first, reader.messages()));
  }

  private static String info(ConecClient client) {
    var info = await(client.broadcastInfo("prices"));
    return info.getSenders() + "/" + info.getReaders();
  }

  @Test
  void aClientThatDoesNotWantItsOwnMessagesGetsTheOthersOnly() {
    reader("reader", 0);
    BroadcastOptions others = options(BroadcastRole.BOTH).setReceiveOwnMessages(false);
    ClusterReader one = ClusterReader.join(client("one", 1), "prices", others);
    ClusterReader two = ClusterReader.join(client("two", 2), "prices", others);
    one.broadcast.write(Buffer.buffer("a"));
    two.broadcast.write(Buffer.buffer("b"));
    two.awaitLast("one", 1);
    one.awaitLast("two", 1);
    assertEquals(List.of("two 1"), one.messages());
    assertEquals(List.of("one 1"), two.messages());
  }

  @Test
  void leavingWaitsUntilAllMessagesHaveAPosition() {
    ClusterReader reader = reader("reader", 0);
    ConecBroadcast sender = sender("sender", 1);
    for (int i = 0; i < 100; i++) {
      sender.write(Buffer.buffer(new byte[10_000]));
    }
    await(sender.leave());
    awaitCount("[0/1]");
    reader.awaitLast("sender", 100);
    assertEquals(100, reader.messages().size());
  }

  @Test
  void twoClientsCreateABroadcastAtTheSameTime() {
    ConecClient one = client("one", 0);
    ConecClient two = client("two", 1);
    ConecClient three = client("three", 2);
    for (int round = 0; round < 40; round++) {
      var joins = List.of(one, two, three).stream().map(client -> client.joinBroadcast("prices",
        options(BroadcastRole.BOTH))).toList();
      List<ConecBroadcast> joined = new ArrayList<>();
      joins.forEach(join -> joined.add(await(join)));
      List<ClusterReader> readers = new ArrayList<>();
      joined.forEach(broadcast -> readers.add(ClusterReader.of(broadcast)));
      awaitCount("[3/3]");
      awaitUntil(() -> {
        joined.forEach(broadcast -> await(broadcast.write(Buffer.buffer("here"))));
        return readers.stream().allMatch(reader -> List.of("one", "two", "three").stream()
          .allMatch(id -> reader.received(id) > 0));
      });
      readers.forEach(ClusterReader::messages);
      joined.forEach(broadcast -> await(broadcast.leave()));
      awaitCount("[]");
    }
  }

  @Test
  void publishesOfAnEventBusReachThoseOfOtherNodes() {
    List<Vertx> buses = new ArrayList<>();
    List<String> received = new CopyOnWriteArrayList<>();
    for (int node = 0; node < NODES; node++) {
      int at = node;
      ConecClient client = client("bus" + node, node);
      Vertx vertx = net.vertxOf(client);
      vertx.eventBus().consumer("prices", message -> received.add(message.body() + " at " + at));
      await(ConecBridge.create(vertx, client, new ConecBridgeOptions().addBroadcast(new BroadcastMapping()
        .setName("prices"))).start());
      buses.add(vertx);
    }
    awaitCount("[3/3]");
    buses.get(1).eventBus().publish("prices", 42);
    awaitUntil(() -> received.size() == NODES);
    buses.get(2).eventBus().publish("prices", 43);
    awaitUntil(() -> received.size() == 2 * NODES);
    assertEquals(List.of("42 at 0", "42 at 1", "42 at 2", "43 at 0", "43 at 1", "43 at 2"),
      received.stream().sorted().toList());
  }
}
