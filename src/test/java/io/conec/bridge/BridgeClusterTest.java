package io.conec.bridge;

import io.conec.ConecClient;
import io.conec.test.TestCluster;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The bridge on one member of a cluster; consumers and senders are on the other one. */
class BridgeClusterTest {

  private static final String FIRST = "is anybody there?";

  private static TestNet net;
  private static Vertx gateway;
  private static Vertx member;
  private static Vertx shop;
  private static ConecBridge bridge;
  private static ConecBridge shopBridge;

  @BeforeAll
  static void start() {
    net = new TestNet();
    TestCluster cluster = new TestCluster();
    gateway = cluster.join(Vertx.builder());
    member = cluster.join(Vertx.builder());
    shop = net.vertx();
    List.of(gateway, member, shop).forEach(vertx -> vertx.eventBus()
      .registerCodec(new TestCodec<String, Integer>("length", text -> text, String::length)));
    bridge = bridge(gateway, "gateway",
      new ConecBridgeOptions().addExport(new ExportOptions().setAddressRegex("[a-z]+"))
      .addImport(new ImportOptions().setPeer("shop").setAddress("atshop"))
      .addImport(new ImportOptions().setPeer("shop").setAddress("shared")));
    shopBridge = bridge(shop, "shop", new ConecBridgeOptions().addExport(new ExportOptions().setAddress("atshop"))
      .addExport(new ExportOptions().setAddress("shared"))
      .addImport(imported("shared").setLocalAddress("cluster.shared"))
      .addImport(imported("echo")).addImport(imported("fail")).addImport(imported("talk"))
      .addImport(imported("news")));
  }

  private static ImportOptions imported(String address) {
    return new ImportOptions().setPeer("gateway").setAddress(address);
  }

  private static ConecBridge bridge(Vertx vertx, String id, ConecBridgeOptions options) {
    ConecClient client = ConecClient.create(vertx, net.clientOptions(id));
    ConecBridge made = ConecBridge.create(vertx, client, options);
    await(client.connect().compose(connected -> made.start()));
    return made;
  }

  @AfterAll
  static void close() {
    await(bridge.close());
    await(shopBridge.close());
    net.close();
    await(member.close());
    await(gateway.close());
  }

  private static Object request(EventBus bus, String address, Object body) {
    return await(bus.request(address, body)).body();
  }

  /** A consumer at another member becomes known after some time. */
  private static void awaitConsumer(EventBus bus, String address) {
    awaitUntil(() -> await(bus.sender(address).write(FIRST).map(true).otherwise(false)));
  }

  private static MessageConsumer<Object> consume(Vertx vertx, String address, Handler<Message<Object>> handler) {
    MessageConsumer<Object> consumer = vertx.eventBus().consumer(address, message -> {
      if (!FIRST.equals(message.body())) {
        handler.handle(message);
      }
    });
    await(consumer.completion());
    return consumer;
  }

  @Test
  void aConsumerOnAnotherMember() {
    consume(member, "echo", message -> message.reply(message.body()));
    consume(member, "fail", message -> message.fail(7, "no"));
    awaitConsumer(shop.eventBus(), "echo");
    assertEquals(new JsonObject().put("a", 1), request(shop.eventBus(), "echo", new JsonObject().put("a", 1)));
    // The bytes are passed on unchanged: a codec is applied once.
    assertEquals(4, await(shop.eventBus().request("echo", "four", new DeliveryOptions().setCodecName("length")))
      .body());
    awaitConsumer(shop.eventBus(), "fail");
    assertEquals(7, awaitFailure(shop.eventBus().request("fail", 1)).failureCode());
    awaitUntil(() -> bridge.counters().getQueued() == 0);
  }

  @Test
  void aConversationWithAnotherMember() {
    consume(member, "talk", message ->
      message.replyAndRequest("and you?").onSuccess(reply -> reply.reply(reply.body() + "!")));
    awaitConsumer(shop.eventBus(), "talk");
    Message<Object> reply = await(shop.eventBus().request("talk", "hello"));
    assertEquals("and you?", reply.body());
    assertEquals("fine!", await(reply.replyAndRequest("fine")).body());
  }

  /** The cluster knows of a new consumer a moment after it is registered. */
  @Test
  void aPublishReachesAllMembers() {
    List<Object> here = new CopyOnWriteArrayList<>();
    List<Object> there = new CopyOnWriteArrayList<>();
    List<Object> local = new CopyOnWriteArrayList<>();
    consume(gateway, "news", message -> here.add(message.body()));
    await(gateway.eventBus().localConsumer("news", message -> local.add(message.body())).completion());
    consume(member, "news", message -> there.add(message.body()));
    awaitUntil(() -> {
      shop.eventBus().publish("news", "all?");
      return here.contains("all?") && there.contains("all?");
    });
    IntStream.range(0, 10).forEach(i -> shop.eventBus().publish("news", i));
    awaitUntil(() -> here.contains(9) && there.contains(9));
    List.of(here, there).forEach(taken -> taken.removeIf("all?"::equals));
    assertEquals(IntStream.range(0, 10).boxed().toList(), here);
    assertEquals(here, there);
    assertEquals(List.of(), local);
  }

  /** A new consumer gets publishes when the cluster knows of it, a moment after it is registered. */
  @Test
  void aProducerForAnotherMember() {
    List<Object> taken = new CopyOnWriteArrayList<>();
    consume(member, "work", message -> taken.add(message.body()));
    ConecProducer<Object> producer = shopBridge.sender("gateway", "work");
    awaitUntil(() -> await(producer.write(FIRST).map(true).otherwise(false)));
    IntStream.range(0, 500).forEach(producer::write);
    await(producer.end());
    awaitUntil(() -> taken.size() == 500);
    assertEquals(IntStream.range(0, 500).boxed().toList(), taken);
    List<Object> other = new CopyOnWriteArrayList<>();
    consume(gateway, "work", message -> other.add(message.body()));
    awaitUntil(() -> {
      await(shopBridge.publish("gateway", "work", "all"));
      return taken.contains("all") && other.contains("all");
    });
  }

  @Test
  void aPausedConsumerOfAProducer() {
    List<Object> taken = new CopyOnWriteArrayList<>();
    MessageConsumer<Object> consumer = gateway.eventBus().consumer(new MessageConsumerOptions().setAddress("slow")
      .setMaxBufferedMessages(3));
    await(consumer.handler(message -> taken.add(message.body())).pause().completion());
    ConecProducer<Object> producer = shopBridge.sender("gateway", "slow");
    List<Future<Void>> writes = IntStream.range(0, 20).mapToObj(producer::write).toList();
    awaitUntil(() -> bridge.counters().getQueued() >= 20);
    consumer.fetch(1);
    awaitUntil(() -> writes.get(0).succeeded());
    consumer.resume();
    await(Future.all(writes));
    awaitUntil(() -> taken.size() == 20);
    assertEquals(IntStream.range(0, 20).boxed().toList(), taken.stream().sorted().toList());
  }

  @Test
  void aSenderOnAnotherMember() {
    consume(shop, "atshop", message -> message.reply(message.headers().get(BusHeaders.PEER)));
    awaitConsumer(member.eventBus(), "atshop");
    IntStream.range(0, 10).forEach(i -> assertEquals("gateway", request(member.eventBus(), "atshop", i)));
    assertEquals("gateway", request(gateway.eventBus(), "atshop", 1));
    assertTrue(awaitFailure(member.eventBus().request("atshop", new byte[9 << 20])).getMessage()
      .contains("maxMessageSize"));
  }

  /** For the event bus of the cluster the import is a consumer, but it must not get messages of a peer. */
  @Test
  void anAddressThatIsImportedToo() {
    consume(shop, "shared", message -> message.reply("shop"));
    awaitConsumer(gateway.eventBus(), "shared");
    consume(member, "shared", message -> message.reply("member"));
    awaitConsumer(shop.eventBus(), "cluster.shared");
    IntStream.range(0, 4).forEach(i -> assertEquals("member", request(shop.eventBus(), "cluster.shared", i)));
    consume(gateway, "shared", message -> message.reply("gateway"));
    awaitUntil(() -> request(shop.eventBus(), "cluster.shared", 1).equals("gateway"));
    assertEquals("member", request(shop.eventBus(), "cluster.shared", 1));
    // For local senders it is a consumer.
    awaitUntil(() -> request(gateway.eventBus(), "shared", 1).equals("shop"));
  }
}
