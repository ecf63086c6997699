package io.conec.bridge;

import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import io.conec.ConecClient;
import io.conec.test.TestNet;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bridge on one member of a cluster; consumers and senders are on the other one. */
class BridgeClusterTest {

  private static TestNet net;
  private static Vertx gateway;
  private static Vertx member;
  private static Vertx shop;
  private static ConecBridge bridge;
  private static ConecBridge second;
  private static ConecBridge shopBridge;

  @BeforeAll
  static void start() {
    net = new TestNet();
    HazelcastClusterManager first = new HazelcastClusterManager(config());
    gateway = await(Vertx.builder().withClusterManager(first).buildClustered());
    Address address = first.getHazelcastInstance().getCluster().getLocalMember().getAddress();
    Config config = config();
    config.getNetworkConfig().getJoin().getTcpIpConfig().addMember("127.0.0.1:" + address.getPort());
    member = await(Vertx.builder().withClusterManager(new HazelcastClusterManager(config)).buildClustered());
    shop = net.vertx();
    List.of(gateway, member, shop).forEach(vertx -> vertx.eventBus()
      .registerCodec(new TestCodec<String, Integer>("length", text -> text, String::length)));
    bridge = bridge(gateway, "gateway", new BridgeOptions().addExport(new ExportOptions().setAddressRegex("[a-z]+"))
      .addImport(new ImportOptions().setPeer("shop").setAddress("atshop")));
    second = bridge(gateway, "second", new BridgeOptions()
      .addImport(new ImportOptions().setPeer("shop").setAddress("shared")));
    shopBridge = bridge(shop, "shop", new BridgeOptions().addExport(new ExportOptions().setAddress("atshop"))
      .addExport(new ExportOptions().setAddress("shared"))
      .addImport(imported("shared").setLocalAddress("cluster.shared"))
      .addImport(imported("echo")).addImport(imported("news")).addImport(imported("none")));
  }

  private static ImportOptions imported(String address) {
    return new ImportOptions().setPeer("gateway").setAddress(address);
  }

  private static ConecBridge bridge(Vertx vertx, String id, BridgeOptions options) {
    ConecClient client = ConecClient.create(vertx, net.clientOptions(id));
    ConecBridge made = ConecBridge.create(vertx, client, options);
    await(client.connect().compose(connected -> made.start()));
    return made;
  }

  /** Of a member that looks for no others. */
  private static Config config() {
    Config config = ConfigUtil.loadConfig();
    config.setClusterName("conec-bridge-" + ProcessHandle.current().pid());
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.partition.count", "11");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.getMetricsConfig().setEnabled(false);
    NetworkConfig network = config.getNetworkConfig().setPort(0).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network.getJoin().getMulticastConfig().setEnabled(false);
    network.getJoin().getTcpIpConfig().setEnabled(true);
    return config;
  }

  @AfterAll
  static void close() {
    await(bridge.close());
    await(second.close());
    await(shopBridge.close());
    net.close();
    await(member.close());
    await(gateway.close());
  }

  private static Object request(EventBus bus, String address, Object body) {
    return await(bus.request(address, body)).body();
  }

  @Test
  void aConsumerOnAnotherMember() {
    var consumer = member.eventBus().consumer("echo", message -> message.reply(message.body()));
    await(consumer.completion());
    assertEquals(new JsonObject().put("a", 1), request(shop.eventBus(), "echo", new JsonObject().put("a", 1)));
    // The bytes go on as they are: a codec is applied once.
    assertEquals(4, await(shop.eventBus().request("echo", "four", new DeliveryOptions().setCodecName("length")))
      .body());
    assertEquals(0, bridge.counters().getQueued());
    await(consumer.unregister());
    var fails = member.eventBus().consumer("echo", message -> message.fail(7, "no"));
    await(fails.completion());
    assertEquals(7, awaitFailure(shop.eventBus().request("echo", 1)).failureCode());
    await(fails.unregister());
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(shop.eventBus().request("none", 1)).failureType());
  }

  @Test
  void aConversationWithAnotherMember() {
    var consumer = member.eventBus().consumer("echo", message ->
      message.replyAndRequest("and you?").onSuccess(reply -> reply.reply(reply.body() + "!")));
    await(consumer.completion());
    Message<Object> reply = await(shop.eventBus().request("echo", "hello"));
    assertEquals("and you?", reply.body());
    assertEquals("fine!", await(reply.replyAndRequest("fine")).body());
    await(consumer.unregister());
  }

  @Test
  void aPublishReachesAllMembers() {
    List<Object> here = new CopyOnWriteArrayList<>();
    List<Object> there = new CopyOnWriteArrayList<>();
    List<Object> local = new CopyOnWriteArrayList<>();
    await(gateway.eventBus().consumer("news", message -> here.add(message.body())).completion());
    await(gateway.eventBus().localConsumer("news", message -> local.add(message.body())).completion());
    await(member.eventBus().consumer("news", message -> there.add(message.body())).completion());
    IntStream.range(0, 10).forEach(i -> shop.eventBus().publish("news", i));
    awaitUntil(() -> here.size() == 10 && there.size() == 10);
    assertEquals(here, there);
    assertEquals(List.of(), local);
  }

  @Test
  void aSenderOnAnotherMember() {
    shop.eventBus().consumer("atshop", message -> message.reply(message.headers().get(BusHeaders.PEER)));
    awaitUntil(() -> await(member.eventBus().request("atshop", 1).map(true).otherwise(false)));
    IntStream.range(0, 10).forEach(i -> assertEquals("gateway", request(member.eventBus(), "atshop", i)));
    assertEquals("gateway", request(gateway.eventBus(), "atshop", 1));
    assertTrue(awaitFailure(member.eventBus().request("atshop", new byte[9 << 20])).getMessage().contains("maxMessageSize"));
  }

  @Test
  void anAddressThatIsImportedToo() {
    assertEquals(ReplyFailure.NO_HANDLERS, awaitFailure(shop.eventBus().request("cluster.shared", 1)).failureType());
    await(member.eventBus().consumer("shared", message -> message.reply("member")).completion());
    awaitUntil(() -> await(shop.eventBus().request("cluster.shared", 1).map(true).otherwise(false)));
    IntStream.range(0, 4).forEach(i -> assertEquals("member", request(shop.eventBus(), "cluster.shared", i)));
    await(gateway.eventBus().consumer("shared", message -> message.reply("gateway")).completion());
    awaitUntil(() -> request(shop.eventBus(), "cluster.shared", 1).equals("gateway"));
    assertEquals("member", request(shop.eventBus(), "cluster.shared", 1));
  }
}
