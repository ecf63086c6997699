package io.conec.bridge;

import io.conec.ConecError;
import io.conec.test.LocalConsumers;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages that are passed on from bridge to bridge, where exports and imports allow it. */
class BridgeTransitTest {

  private static final String ADDRESS = "news";
  private static final int PUBLISHES = 500;

  private final Map<String, Bridges.Application> sites = new HashMap<>();
  private Bridges bridges;

  @BeforeEach
  void start() {
    bridges = new Bridges();
  }

  @AfterEach
  void close() {
    bridges.close();
  }

  private static ConecBridgeOptions options(boolean exportTransit, boolean importTransit, String... peers) {
    ConecBridgeOptions options = new ConecBridgeOptions()
      .addExport(new ExportOptions().setAddress(ADDRESS).setTransit(exportTransit));
    for (String peer : peers) {
      options.addImport(new ImportOptions().setPeer(peer).setAddress(ADDRESS).setTransit(importTransit));
    }
    return options;
  }

  private void start(String id, String... peers) {
    sites.put(id, bridges.start(id, options(true, true, peers)));
  }

  private Bridges.Application site(String id) {
    return sites.get(id);
  }

  private void chain() {
    start("c");
    start("b", "c");
    start("a", "b");
  }

  /** Each site imports from both neighbours. */
  private void ring() {
    start("a", "b", "d");
    start("b", "a", "c");
    start("c", "b", "d");
    start("d", "c", "a");
  }

  private void awaitConsumers(String site, int count) {
    awaitUntil(() -> LocalConsumers.count(site(site).vertx, ADDRESS) == count);
  }

  private static String way(Message<?> message) {
    String via = message.headers().get(BusHeaders.VIA);
    return (via == null ? "" : via + ",") + message.headers().get(BusHeaders.PEER);
  }

  @Test
  void theConsumerSeesTheSenderAndTheRoute() {
    start("d");
    start("c", "d");
    start("b", "c");
    start("a", "b");
    site("d").bus().consumer(ADDRESS, message -> message.reply(way(message)));
    awaitConsumers("a", 1);
    assertEquals("a,b,c", await(site("a").bus().request(ADDRESS, "")).body());
    assertEquals("b,c", await(site("b").bus().request(ADDRESS, "")).body());
    assertEquals("c", await(site("c").bus().request(ADDRESS, "")).body());
  }

  @Test
  void conversationsPassAllSites() {
    chain();
    site("c").bus().consumer(ADDRESS, message -> message.replyAndRequest("who?").onSuccess(answer ->
      answer.fail(7, "not " + answer.body())));
    awaitConsumers("a", 1);
    Message<Object> question = await(site("a").bus().request(ADDRESS, ""));
    assertEquals("who?", question.body());
    ReplyException failure = Peers.awaitFailure(question.replyAndRequest("me"));
    assertEquals(7, failure.failureCode());
    assertEquals("not me", failure.getMessage());
  }

  @Test
  void aConsumerFarAwayComesAndGoes() {
    chain();
    for (int i = 0; i < 2; i++) {
      MessageConsumer<Object> consumer = site("c").bus().consumer(ADDRESS, message -> message.reply(""));
      awaitConsumers("a", 1);
      await(site("a").bus().request(ADDRESS, ""));
      await(consumer.unregister());
      awaitConsumers("a", 0);
    }
    Future<Message<Object>> request = site("a").bus().request(ADDRESS, "");
    assertEquals(ReplyFailure.NO_HANDLERS, Peers.awaitFailure(request).failureType());
  }

  @Test
  void aPendingRequestFailsWhenItsRouteIsLost() {
    chain();
    List<Message<Object>> requests = new CopyOnWriteArrayList<>();
    site("c").bus().consumer(ADDRESS, requests::add);
    awaitConsumers("a", 1);
    Future<Message<Object>> request = site("a").bus().request(ADDRESS, "");
    awaitUntil(() -> requests.size() == 1);
    site("c").close();
    assertEquals(ConecError.BUS_PEER_AWAY.code(), Peers.awaitFailure(request).failureCode());
    awaitConsumers("a", 0);
    assertEquals(0, site("b").bridge.counters().getServing());
  }

  @Test
  void bothTheExportAndTheImportNeedTransit() {
    start("d");
    site("d").bus().consumer(ADDRESS, message -> message.reply(""));
    sites.put("b", bridges.start("b", options(true, false, "d")));
    sites.put("c", bridges.start("c", options(false, true, "d")));
    sites.put("a", bridges.start("a", options(false, false, "b", "c")));
    awaitConsumers("b", 1);
    awaitConsumers("c", 1);
    Map<String, ConecError> refused = Map.of("b", ConecError.BUS_PEER_AWAY, "c", ConecError.BUS_NOT_PERMITTED);
    refused.forEach((middle, error) -> {
      RawImport item = new RawImport(site("a").vertx, site("a").client, middle, ADDRESS);
      awaitUntil(() -> item.consumers.size() == 1);
      assertEquals(Map.of(), item.consumers.get(0).destinations());
      assertEquals(error.code(), Peers.awaitFailure(item.request("", "d")).failureCode());
    });
    assertEquals(0, LocalConsumers.count(site("a").vertx, ADDRESS));
    // A consumer in the middle does not lead to the others.
    site("b").bus().consumer(ADDRESS, message -> message.reply("b"));
    awaitConsumers("a", 1);
    for (int i = 0; i < 4; i++) {
      assertEquals("b", await(site("a").bus().request(ADDRESS, "")).body());
    }
  }

  @Test
  void inARingEachConsumerGetsEachMessageOnce() {
    ring();
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    sites.forEach((id, site) -> {
      counts.put(id, new ConcurrentHashMap<>());
      site.bus().<String>consumer(ADDRESS, message -> counts.get(id).merge(message.body(), 1, Integer::sum));
    });
    // Their own, and those of three other sites.
    sites.keySet().forEach(id -> awaitConsumers(id, 4));
    for (int i = 0; i < PUBLISHES; i++) {
      sites.forEach((id, site) -> site.bus().publish(ADDRESS, id));
    }
    Map<String, Integer> all = Map.of("a", PUBLISHES, "b", PUBLISHES, "c", PUBLISHES, "d", PUBLISHES);
    int sum = PUBLISHES * sites.size();
    counts.forEach((id, received) -> {
      awaitUntil(() -> received.values().stream().mapToInt(count -> count).sum() >= sum);
      assertEquals(all, received, id);
    });
    sites.forEach((id, site) -> assertEquals(0, site.bridge.counters().getDropped(), id));
  }

  /** A route must not be kept alive by reports that circulate. */
  @Test
  void inARingTheEndOfTheLastConsumerIsNoticedEverywhere() {
    ring();
    MessageConsumer<Object> consumer = site("a").bus().consumer(ADDRESS, message -> message.reply(way(message)));
    List.of("b", "c", "d").forEach(id -> awaitConsumers(id, 1));
    // It has only its own consumer: no route leads back to it.
    assertEquals(1, LocalConsumers.count(site("a").vertx, ADDRESS));
    assertNull(await(site("a").bus().request(ADDRESS, "")).headers().get(BusHeaders.PEER));
    await(consumer.unregister());
    sites.keySet().forEach(id -> awaitConsumers(id, 0));
  }

  /** With many routes, no superfluous message is sent. */
  @Test
  void inAMeshNothingIsPassedOn() {
    List<String> ids = List.of("a", "b", "c", "d");
    ids.forEach(id -> start(id, ids.stream().filter(peer -> !peer.equals(id)).toArray(String[]::new)));
    Map<String, NumberInbox> inboxes = new HashMap<>();
    sites.forEach((id, site) -> {
      inboxes.put(id, new NumberInbox(id, ADDRESS, 100));
      site.bus().consumer(ADDRESS, inboxes.get(id)::receive);
    });
    ids.forEach(id -> awaitConsumers(id, 4));
    for (int i = 0; i < 100; i++) {
      site("a").bus().publish(ADDRESS, i);
    }
    inboxes.values().forEach(inbox -> awaitUntil(() -> inbox.total.get() == 100));
    assertEquals(300, sites.values().stream().mapToLong(site -> site.bridge.counters().getReceived()).sum());
  }

  @Test
  void inARingASiteLeavesAndJoinsUnderTraffic() {
    int numbers = 500_000;
    ring();
    Map<String, NumberInbox> inboxes = new HashMap<>();
    for (String id : List.of("a", "c", "d")) {
      inboxes.put(id, new NumberInbox(id, ADDRESS, numbers));
      site(id).bus().consumer(ADDRESS, inboxes.get(id)::receive);
      awaitConsumers(id, inboxes.size());
    }
    awaitConsumers("a", 3);
    NumberPublisher publisher = new NumberPublisher(site("a").vertx, ADDRESS, numbers);
    for (int i = 0; i < 2; i++) {
      site("b").close();
      awaitMore(inboxes.get("c"));
      start("b", "a", "c");
      awaitConsumers("b", 3);
      awaitMore(inboxes.get("c"));
    }
    int published = await(publisher.stop());
    awaitUntil(() -> inboxes.get("d").total.get() == published);
    inboxes.values().forEach(inbox -> assertTrue(inbox.hasAtMostOnce(), inbox.site));
  }

  private static void awaitMore(NumberInbox inbox) {
    int before = inbox.total.get();
    awaitUntil(() -> inbox.total.get() > before + 100);
  }

  @Test
  void inARingAnotherRouteTakesOver() {
    ring();
    site("c").bus().consumer(ADDRESS, message -> message.reply(way(message)));
    awaitConsumers("a", 1);
    String before = await(site("a").bus().<String>request(ADDRESS, "")).body();
    String neighbour = before.substring(2);
    String other = neighbour.equals("b") ? "d" : "b";
    site(neighbour).close();
    awaitUntil(() -> await(site("a").bus().request(ADDRESS, "").map(Message::body).otherwise(""))
      .equals("a," + other));
  }
}
