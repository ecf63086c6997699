package io.conec.cluster;

import io.conec.ClusterNodeInfo;
import io.conec.ConecCoordinator;
import io.conec.ConecCoordinatorVerticle;
import io.conec.ConecError;
import io.conec.CoordinatorOptions;
import io.conec.test.LogRecorder;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawRelay;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Nodes that start, close, and vanish at moments that suit nobody. */
class NodeLifecycleTest {

  private static ClusterNet net;

  private final Map<String, String> ids = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> beats = new ConcurrentHashMap<>();
  private final Handler<DeliveryContext<Object>> listener = delivery -> {
    if (delivery.body() instanceof JsonObject body && "beat".equals(body.getString("type"))) {
      ids.put(body.getString("address"), body.getString("node"));
      beats.computeIfAbsent(body.getString("address"), address -> new AtomicInteger()).incrementAndGet();
    }
    delivery.next();
  };

  @BeforeAll
  static void start() {
    net = new ClusterNet(2);
  }

  @AfterEach
  void leave() {
    net.clustered().eventBus().removeOutboundInterceptor(listener);
    net.awaitClients(0);
  }

  @AfterAll
  static void stop() {
    net.close();
  }

  private static String address(ConecCoordinator node) {
    return "127.0.0.1:" + node.actualPort();
  }

  private int beats(String address) {
    AtomicInteger count = beats.get(address);
    return count == null ? 0 : count.get();
  }

  /** Otherwise clients would be admitted by a node that cannot tell the others about them. */
  @Test
  void theAddressOfANodeIsKnownBeforeClientsReachIt() {
    CoordinatorOptions options = ClusterNet.coordinatorOptions().setPort(net.node(0).actualPort())
      .setNodeHost("nowhere.invalid");
    assertEquals("nodeHost", assertFails(ConecError.CONFIGURATION,
      ConecCoordinator.create(net.clustered(), options).listen()).option());
  }

  @Test
  void aNodeThatIsClosedWhileItStartsDoesNotJoin() {
    net.clustered().eventBus().addOutboundInterceptor(listener);
    for (int i = 0; i < 2; i++) {
      ConecCoordinator node = ConecCoordinator.create(net.clustered(), ClusterNet.coordinatorOptions());
      var listening = node.listen();
      awaitUntil(() -> node.actualPort() != 0);
      String address = address(node);
      await(node.close());
      awaitUntil(listening::isComplete);
      int before = beats(address);
      int others = beats(address(net.node(0)));
      awaitUntil(() -> beats(address(net.node(0))) > others + 2);
      assertEquals(before, beats(address));
    }
    awaitUntil(() -> net.node(0).nodes().size() == 2);
  }

  @Test
  void aClosedNodeHasNoClients() {
    ConecCoordinator closed = await(ConecCoordinator.create(net.clustered(), ClusterNet.coordinatorOptions()).listen());
    try (RawClient shop = RawClient.join("shop", net.node(0).actualPort())) {
      awaitUntil(() -> closed.clientCount() == 1);
      await(closed.close());
      assertEquals(0, closed.clientCount());
      assertEquals(List.of(), closed.clients());
    }
  }

  @Test
  void aNodeReportsAClientThatHasGoneToAnother() {
    List<String> events = new CopyOnWriteArrayList<>();
    net.node(0).clientRegisteredHandler(client -> events.add("registered " + client.getId()))
      .clientUnregisteredHandler(client -> events.add("unregistered " + client.getId()));
    try (RawClient shop = RawClient.join("shop", net.node(0).actualPort());
         RawClient moved = RawClient.connect(shop.identity(), net.node(1).actualPort()).hello("shop")) {
      awaitUntil(() -> events.size() == 2);
      assertEquals(List.of("registered shop", "unregistered shop"), events);
      assertEquals(address(net.node(1)), net.node(0).clients().get(0).getNode());
    } finally {
      net.node(0).clientRegisteredHandler(null).clientUnregisteredHandler(null);
    }
  }

  @Test
  void aNodeThatSendsFromAnotherAddressThanItsNodeHostIsLogged() {
    ConecCoordinator wrong = await(ConecCoordinator.create(net.clustered(),
      ClusterNet.coordinatorOptions().setNodeHost("127.0.0.2")).listen());
    try (RawClient shop = RawClient.join("shop", wrong.actualPort());
         RawClient depot = RawClient.join("depot", net.node(0).actualPort());
         LogRecorder log = LogRecorder.warnings()) {
      net.awaitClients(2);
      awaitUntil(() -> wrong.clientCount() == 2);
      shop.control().write(RawFrame.open(1, "depot"));
      long channel = depot.acceptIntroduction().channel();
      shop.control().expect(RawFrame.OPENED);
      shop.socket().sendDatagram(ByteBuffer.allocate(10).put(RawRelay.TO_ACCEPTOR).putLong(channel).array(),
        shop.coordinator());
      awaitUntil(() -> !log.with("nodeHost").isEmpty());
    }
    await(wrong.close());
  }

  @Test
  void aNodeOfAWorkerVerticleStaysOnItsEventLoop() {
    Map<String, Set<String>> threads = new ConcurrentHashMap<>();
    Handler<DeliveryContext<Object>> recorder = delivery -> {
      if (delivery.body() instanceof JsonObject body && body.containsKey("node")) {
        threads.computeIfAbsent(body.getString("node"), node -> ConcurrentHashMap.newKeySet())
          .add(Thread.currentThread().getName());
      }
      delivery.next();
    };
    net.clustered().eventBus().addOutboundInterceptor(recorder);
    net.clustered().eventBus().addOutboundInterceptor(listener);
    String verticle = await(net.clustered().deployVerticle(ConecCoordinatorVerticle.class.getName(),
      new DeploymentOptions().setConfig(ClusterNet.coordinatorOptions().toJson())
        .setThreadingModel(ThreadingModel.WORKER)));
    awaitUntil(() -> net.node(0).nodes().size() == 3);
    String address = net.node(0).nodes().stream().map(ClusterNodeInfo::getAddress)
      .filter(node -> !Set.of(address(net.node(0)), address(net.node(1))).contains(node)).findFirst().orElseThrow();
    awaitUntil(() -> beats(address) > 4);
    net.clustered().eventBus().removeOutboundInterceptor(recorder);
    assertEquals(1, threads.get(ids.get(address)).size(), threads.toString());
    await(net.clustered().undeploy(verticle));
  }

  /** The cluster manager has noticed that the node is dead, and its silence has not lasted long enough so far. */
  @Test
  void aDeadNodeIsNotAskedWithoutPause() {
    net.clustered().eventBus().addOutboundInterceptor(listener);
    awaitUntil(() -> ids.containsKey(address(net.node(1))));
    String dead = "00000000-0000-0000-0000-000000000000";
    MessageConsumer<Object> consumer = net.clustered().eventBus().consumer("conec.coordinator." + dead,
      message -> { });
    await(consumer.completion());
    String to = "conec.coordinator." + ids.get(address(net.node(1)));
    send(to, dead, "beat", new JsonObject().put("address", "127.0.0.1:1").put("number", 1));
    send(to, dead, "list-begin", new JsonObject().put("number", 1).put("message", 1));
    send(to, dead, "list-part", new JsonObject().put("message", 2).put("records", new JsonArray().add(new JsonObject()
      .put("id", "shop").put("fingerprint", "f").put("instance", "i").put("acceptsChannels", true)
      .put("issued", false).put("address", "127.0.0.1:2").put("since", 1).put("claimed", 1).put("epoch", 1)
      .put("before", 0))));
    send(to, dead, "list-end", new JsonObject().put("message", 3));
    awaitUntil(() -> net.node(1).clientCount() == 1);
    await(consumer.unregister());
    AtomicInteger pings = new AtomicInteger();
    Handler<DeliveryContext<Object>> counter = delivery -> {
      if (delivery.body() instanceof JsonObject body && "ping".equals(body.getString("type"))) {
        pings.incrementAndGet();
      }
      delivery.next();
    };
    net.clustered().eventBus().addOutboundInterceptor(counter);
    try (RawClient shop = RawClient.join("shop", net.node(1).actualPort())) {
      assertTrue(pings.get() <= 30, pings + " pings");
      assertEquals(address(net.node(1)), net.node(1).clients().get(0).getNode());
    } finally {
      net.clustered().eventBus().removeOutboundInterceptor(counter);
    }
  }

  private static void send(String to, String node, String type, JsonObject message) {
    net.clustered().eventBus().send(to, message.put("node", node).put("type", type));
  }
}
