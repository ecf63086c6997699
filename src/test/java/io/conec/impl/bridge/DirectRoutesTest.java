package io.conec.impl.bridge;

import io.conec.ConecClient;
import io.conec.bridge.ConecBridge;
import io.conec.bridge.ConecBridgeEvent;
import io.conec.bridge.ConecBridgeEventType;
import io.conec.bridge.ConecBridgeOptions;
import io.conec.bridge.ExportOptions;
import io.conec.test.TestNet;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** Streams without an import are there while they are used. */
class DirectRoutesTest {

  private final TestNet net = new TestNet();
  private final List<ConecBridgeEvent> events = new CopyOnWriteArrayList<>();
  private final List<Message<Object>> taken = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private BridgeImpl shop;

  @BeforeEach
  void start() {
    Vertx depot = net.vertx();
    depot.eventBus().consumer("work", taken::add);
    start(depot, "depot", new ConecBridgeOptions().addExport(new ExportOptions().setAddress("work")));
    vertx = net.vertx();
    shop = start(vertx, "shop", new ConecBridgeOptions());
    shop.bridgeEventHandler(event -> {
      events.add(event);
      event.tryComplete(true);
    });
  }

  private BridgeImpl start(Vertx vertx, String id, ConecBridgeOptions options) {
    ConecClient client = ConecClient.create(vertx, net.clientOptions(id));
    ConecBridge bridge = ConecBridge.create(vertx, client, options);
    await(client.connect().compose(connected -> bridge.start()));
    return (BridgeImpl) bridge;
  }

  @AfterEach
  void close() {
    net.close();
  }

  private void expireIn(long seconds) {
    Promise<Void> swept = Promise.promise();
    // That of the bridge: it was started on this thread.
    vertx.runOnContext(v -> {
      shop.expire(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
      swept.complete();
    });
    await(swept.future());
  }

  private Stream<ConecBridgeEvent> events(ConecBridgeEventType type) {
    return events.stream().filter(event -> event.type() == type);
  }

  @Test
  void oneThatIsNotUsedIsClosedAndOpenedAgain() {
    await(shop.send("depot", "work", 1));
    expireIn(29);
    await(shop.send("depot", "work", 2));
    assertEquals(1, events(ConecBridgeEventType.STREAM_OPENED).count());
    expireIn(31);
    awaitUntil(() -> events(ConecBridgeEventType.STREAM_CLOSED).count() == 1);
    assertNull(events(ConecBridgeEventType.STREAM_CLOSED).findFirst().orElseThrow().error());
    await(shop.send("depot", "work", 3));
    assertEquals(2, events(ConecBridgeEventType.STREAM_OPENED).count());
    awaitUntil(() -> taken.size() == 3);
  }

  @Test
  void oneWithAMessageUnderWayIsUsed() {
    shop.request("depot", "work", 1);
    awaitUntil(() -> taken.size() == 1);
    expireIn(1000);
    taken.get(0).replyAndRequest("more?");
    await(shop.send("depot", "work", 2));
    // The conversation may go on.
    expireIn(31);
    await(shop.send("depot", "work", 3));
    assertEquals(1, events(ConecBridgeEventType.STREAM_OPENED).count());
    assertEquals(0, events(ConecBridgeEventType.STREAM_CLOSED).count());
  }
}
