package io.conec.bridge;

import io.conec.BroadcastLimits;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.imported;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** maxMessageSize applies to bodies: the overhead of the bridge does not count. */
class BridgeBodySizeTest {

  private static final int MAX = 100_000;
  private static final Buffer FITS = Buffer.buffer(new byte[MAX]);
  private static final Buffer TOO_LARGE = Buffer.buffer(new byte[MAX + 1]);

  /** About the largest size of headers beside the largest body. */
  private static final DeliveryOptions HEADERS = new DeliveryOptions();

  static {
    for (int i = 0; i < 65; i++) {
      HEADERS.addHeader("h" + i, "v".repeat(990));
    }
  }

  private final TestNet net =
    new TestNet(options -> options.setBroadcastLimits(new BroadcastLimits().setMaxMessageSize(MAX)));
  private final List<Message<Object>> received = new CopyOnWriteArrayList<>();
  private EventBus depot;
  private EventBus shop;
  private ConecBridge shopBridge;

  @AfterEach
  void close() {
    net.close();
  }

  private void start(ConecBridgeOptions depotOptions, ConecBridgeOptions shopOptions) {
    Vertx depotVertx = net.vertx();
    depot = depotVertx.eventBus();
    depot.consumer("large", message -> {
      received.add(message);
      if (message.replyAddress() != null) {
        Object answer = "too much".equals(message.body()) ? TOO_LARGE : message.body();
        message.replyAndRequest(answer, HEADERS).onSuccess(last -> last.reply("done"));
      }
    });
    start("depot", depotVertx, depotOptions);
    Vertx shopVertx = net.vertx();
    shop = shopVertx.eventBus();
    shopBridge = start("shop", shopVertx, shopOptions);
  }

  private ConecBridge start(String id, Vertx vertx, ConecBridgeOptions options) {
    ConecClient client = ConecClient.create(vertx, net.clientOptions(id).setMaxMessageSize(MAX));
    ConecBridge bridge = ConecBridge.create(vertx, client, options);
    await(client.connect().compose(connected -> bridge.start()));
    return bridge;
  }

  private void startImport() {
    start(new ConecBridgeOptions().addExport(new ExportOptions().setAddress("large")),
      new ConecBridgeOptions().addImport(imported("large")));
    awaitUntil(() -> await(shop.request("large", 1).map(true).otherwise(false)));
    received.clear();
  }

  private static void assertTooLarge(String start, Future<?> request) {
    ReplyException failure = awaitFailure(request);
    assertEquals(ConecError.MESSAGE_TOO_LARGE.code(), failure.failureCode(), failure.getMessage());
    assertTrue(failure.getMessage().startsWith(start)
      && failure.getMessage().contains("reads at most " + MAX + " (maxMessageSize there)"), failure.getMessage());
  }

  @Test
  void aBodyOfTheLargestSizeCrossesInAllDirections() {
    startImport();
    JsonObject json = new JsonObject().put("a", "");
    json.put("a", "x".repeat(MAX - json.encode().length()));
    for (Object body : List.of(FITS, "é".repeat(MAX / 2), json)) {
      Message<Object> reply = await(shop.request("large", body, HEADERS));
      assertEquals(body, reply.body());
      assertEquals("done", await(reply.replyAndRequest(body, HEADERS)).body());
      shop.send("large", body, HEADERS);
      shop.publish("large", body, HEADERS);
      await(shopBridge.send("depot", "large", body, HEADERS));
      assertEquals(body, await(shopBridge.request("depot", "large", body, HEADERS)).body());
      awaitUntil(() -> received.size() == 5);
      received.clear();
    }
  }

  @Test
  void oneByteMoreIsTooLargeWithAndWithoutHeaders() {
    startImport();
    assertTooLarge("a message of 100001 bytes", shop.request("large", TOO_LARGE));
    assertTooLarge("a message of 100001 bytes", shop.request("large", TOO_LARGE, HEADERS));
    assertTooLarge("a message of 100001 bytes", shop.request("large", "too much"));
    assertTooLarge("a message of 100001 bytes", await(shop.request("large", 1)).replyAndRequest(TOO_LARGE));
    assertTooLarge("a message of 100001 bytes", shopBridge.request("depot", "large", TOO_LARGE));
    long dropped = shopBridge.counters().getDropped();
    shop.send("large", TOO_LARGE);
    awaitUntil(() -> shopBridge.counters().getDropped() == dropped + 1);
    // Headers that exceed their own room take from the room for the body.
    DeliveryOptions more = new DeliveryOptions(HEADERS).addHeader("more", "v".repeat(10_000));
    assertTooLarge("a message of 10", shop.request("large", FITS, more));
    await(shop.request("large", Buffer.buffer(new byte[MAX / 2]), more));
  }

  @Test
  void aBodyOfTheLargestSizeGoesOutToABroadcast() {
    BroadcastMapping large = new BroadcastMapping().setName("news").setAddress("large");
    ConecBridgeOptions options = new ConecBridgeOptions().addBroadcast(large);
    start(options, options);
    awaitUntil(() -> net.coordinator().broadcasts().stream().anyMatch(info -> info.getReaders() == 2));
    shop.publish("large", FITS, HEADERS);
    awaitUntil(() -> received.size() == 1);
    assertEquals(FITS, received.get(0).body());
    shop.publish("large", TOO_LARGE);
    awaitUntil(() -> shopBridge.counters().getDropped() == 1);
    shop.publish("large", "next");
    awaitUntil(() -> received.size() == 2);
    assertEquals("next", received.get(1).body());
  }
}
