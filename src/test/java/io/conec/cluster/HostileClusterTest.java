package io.conec.cluster;

import io.conec.ConecError;
import io.conec.ConecCoordinator;
import io.conec.test.LogRecorder;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawRelay;
import io.conec.test.raw.RawUdp;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A channel between clients of two nodes, and a hostile client at a third one. */
class HostileClusterTest {

  private static final int MAX_CHANNELS_PER_PEER = 3;

  private static ClusterNet net;
  private RawClient initiator;
  private RawClient acceptor;
  private RawClient mallory;
  private long channel;

  @BeforeAll
  static void start() {
    net = new ClusterNet(0);
    for (int node = 0; node < 3; node++) {
      net.start(options -> options.setMaxChannelsPerPeer(MAX_CHANNELS_PER_PEER));
    }
  }

  @AfterAll
  static void stop() {
    net.close();
  }

  private static int port(int node) {
    return net.node(node).actualPort();
  }

  @BeforeEach
  void open() {
    initiator = RawClient.join("initiator", port(0));
    acceptor = RawClient.join("acceptor", port(1));
    mallory = RawClient.join("mallory", port(2));
    net.awaitClients(3);
    channel = open(initiator, acceptor);
    assertRelayed();
  }

  private static long open(RawClient from, RawClient to) {
    from.control().write(RawFrame.open(1, "acceptor"));
    answer(to);
    return Long.parseUnsignedLong(from.control().expect(RawFrame.OPENED).getString("channel"), 16);
  }

  private static void answer(RawClient client) {
    JsonObject introduce = client.control().expect(RawFrame.INTRODUCE);
    client.control().write(RawFrame.control(RawFrame.INTRODUCED,
      new JsonObject().put("request", introduce.getLong("request"))));
  }

  @AfterEach
  void close() {
    assertRelayed();
    List.of(initiator, acceptor, mallory).forEach(RawClient::close);
    net.awaitClients(0);
  }

  /** Each end gets the datagrams of the other unchanged, and nothing before them. */
  private void assertRelayed() {
    byte[] there = datagram(RawRelay.TO_ACCEPTOR, 'x');
    initiator.socket().sendDatagram(there, initiator.coordinator());
    assertArrayEquals(there, acceptor.socket().relay().pollDatagram(5000));
    byte[] back = datagram(RawRelay.TO_INITIATOR, 'y');
    acceptor.socket().sendDatagram(back, acceptor.coordinator());
    assertArrayEquals(back, initiator.socket().relay().pollDatagram(5000));
  }

  private byte[] datagram(byte type, int... payload) {
    ByteBuffer datagram = ByteBuffer.allocate(9 + payload.length).put(type).putLong(channel);
    for (int value : payload) {
      datagram.put((byte) value);
    }
    return datagram.array();
  }

  private void assertNotRelayed(byte[] answer) {
    assertNotNull(answer, "no answer");
    assertEquals(9, answer.length);
    assertEquals(channel, ByteBuffer.wrap(answer).getLong(1));
    assertTrue(answer[0] != RawRelay.TO_ACCEPTOR && answer[0] != RawRelay.TO_INITIATOR);
  }

  @Test
  void aClientOfAnotherNodeCannotClaimTheChannel() {
    for (boolean first : new boolean[] {true, false}) {
      String peer = first ? "acceptor" : "initiator";
      mallory.control().write(RawFrame.control(RawFrame.CLAIM, new JsonObject()
        .put("channel", String.format("%016x", channel)).put("peer", peer).put("initiator", first)));
      JsonObject closed = mallory.control().expect(RawFrame.CHANNEL_CLOSED);
      assertEquals(ConecError.COORDINATOR_LOST.code(), closed.getInteger("code"));
      assertRelayed();
    }
    assertEquals(0, net.node(2).channelCount());
  }

  @Test
  void aStrangerWithTheIdIsNotForwardedByAnyNode() {
    try (RawUdp stranger = new RawUdp()) {
      for (int node = 0; node < 3; node++) {
        for (byte type : new byte[] {RawRelay.TO_ACCEPTOR, RawRelay.TO_INITIATOR}) {
          stranger.send(datagram(type, 1, 2, 3), new InetSocketAddress("127.0.0.1", port(node)));
          assertNotRelayed(stranger.poll(5000).bytes());
        }
      }
      assertNull(stranger.poll(0));
    }
  }

  @Test
  void aRegisteredClientOfAnotherNodeIsNotForwarded() {
    for (int node = 0; node < 3; node++) {
      for (byte type : new byte[] {RawRelay.TO_ACCEPTOR, RawRelay.TO_INITIATOR}) {
        mallory.socket().sendDatagram(datagram(type, 1), new InetSocketAddress("127.0.0.1", port(node)));
        assertNotRelayed(mallory.socket().relay().pollDatagram(5000));
      }
    }
  }

  @Test
  void aNodeIsAskedOnceForAnIdWhileItAnswers() {
    AtomicInteger pings = new AtomicInteger();
    Handler<DeliveryContext<Object>> counter = delivery -> {
      if (delivery.body() instanceof JsonObject body && "ping".equals(body.getString("type"))) {
        pings.incrementAndGet();
      }
      delivery.next();
    };
    net.clustered().eventBus().addOutboundInterceptor(counter);
    List<RawClient> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        strangers.add(RawClient.connect(RawIdentity.of("initiator"), port(1)));
      }
      strangers.forEach(stranger -> stranger.control().write(RawFrame.hello("initiator")));
      JsonObject ping = initiator.control().expect(RawFrame.PING);
      // Certificates are verified in the order of the hellos, so those of the strangers are verified by now.
      RawClient.join("late", port(1)).close();
      RawClient.join("later", port(1)).close();
      initiator.control().write(RawFrame.control(RawFrame.PONG, ping));
      strangers.forEach(stranger -> stranger.connection().expectClose(ConecError.ID_IN_USE.code()));
      assertEquals(1, pings.get());
    } finally {
      net.clustered().eventBus().removeOutboundInterceptor(counter);
      strangers.forEach(RawClient::close);
      net.awaitClients(3);
    }
  }

  @Test
  void aClientGetsNoMoreChannelsThroughAnotherNode() {
    for (int count = 1; count < MAX_CHANNELS_PER_PEER; count++) {
      open(initiator, acceptor);
    }
    RawClient moved = RawClient.connect(initiator.identity(), port(2)).hello("initiator");
    try {
      awaitUntil(() -> nodeOf("initiator", 1).equals(net.address(2)));
      moved.control().write(RawFrame.open(9, "acceptor"));
      JsonObject refused = moved.control().expect(RawFrame.FAILURE);
      assertEquals(ConecError.LIMIT_EXCEEDED.code(), refused.getInteger("code"));
    } finally {
      // It goes back to the node that the other tests expect it at, with its channel.
      initiator = RawClient.connect(initiator.identity(), initiator.socket(), port(0)).hello("initiator");
      claim(initiator);
      moved.close();
      awaitUntil(() -> nodeOf("initiator", 1).equals(net.address(0)));
    }
  }

  private void claim(RawClient client) {
    client.control().write(RawFrame.control(RawFrame.CLAIM, new JsonObject()
      .put("channel", String.format("%016x", channel)).put("peer", "acceptor").put("initiator", true)));
  }

  private static String nodeOf(String id, int observer) {
    return net.node(observer).clients().stream().filter(client -> client.getId().equals(id)).findFirst().orElseThrow()
      .getNode();
  }

  /** The addresses of the nodes, and what the second of them is told by name of the first. */
  private static Map<String, String> nodeIds() {
    Map<String, String> ids = new ConcurrentHashMap<>();
    Handler<DeliveryContext<Object>> reader = delivery -> {
      if (delivery.body() instanceof JsonObject body && "beat".equals(body.getString("type"))) {
        ids.put(body.getString("address"), body.getString("node"));
      }
      delivery.next();
    };
    net.clustered().eventBus().addOutboundInterceptor(reader);
    awaitUntil(() -> ids.size() == 3);
    net.clustered().eventBus().removeOutboundInterceptor(reader);
    return ids;
  }

  @Test
  void aMessageThatCannotBeReadIsLoggedAndTheNodeGoesOn() {
    Map<String, String> ids = nodeIds();
    String sender = ids.get(net.address(0));
    String address = "conec.coordinator." + ids.get(net.address(1));
    List<Object> bad = new ArrayList<>(List.of("text", 7, new JsonArray(), new JsonObject().put("address", "nowhere"),
      new JsonObject().put("node", new JsonArray())));
    Set.of("put", "remove", "beat", "list-begin", "list-part", "ping", "introduce", "closed", "claim").forEach(type ->
      bad.add(new JsonObject().put("node", sender).put("type", type).put("record", new JsonObject())));
    try (LogRecorder log = LogRecorder.warnings()) {
      bad.forEach(message -> net.clustered().eventBus().send(address, message));
      bad.forEach(message -> net.clustered().eventBus().publish("conec.coordinator", message));
      awaitUntil(() -> !log.with("cannot be read").isEmpty());
    }
    assertRelayed();
    net.awaitClients(3);
  }

  @Test
  void aNodeThatSpeaksForAnotherDoesNoLastingHarm() {
    Map<String, String> ids = nodeIds();
    String sender = ids.get(net.address(0));
    String address = "conec.coordinator." + ids.get(net.address(1));
    ConecCoordinator second = net.node(1);
    net.clustered().eventBus().send(address, new JsonObject().put("node", sender).put("type", "leave"));
    awaitUntil(() -> second.clientCount() == 2);
    awaitUntil(() -> second.clientCount() == 3);
    net.clustered().eventBus().send(address, new JsonObject().put("node", sender).put("type", "remove")
      .put("number", 1_000_000).put("id", "initiator").put("goodbye", true));
    net.clustered().eventBus().send(address, new JsonObject().put("node", ids.get(net.address(1)))
      .put("type", "remove").put("number", 1).put("id", "acceptor").put("goodbye", true));
    assertRelayed();
    net.awaitClients(3);
  }
}
