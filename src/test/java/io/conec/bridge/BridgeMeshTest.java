package io.conec.bridge;

import io.conec.test.LocalConsumers;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyFailure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Sites that share addresses: each exports them, and imports them from all others. */
class BridgeMeshTest {

  private static final List<String> SITES = List.of("a", "b", "c", "d", "e");
  private static final List<String> ADDRESSES = List.of("news", "orders", "alarms");
  private static final int PUBLISHES = 10_000;

  private static Bridges bridges;
  private static final Map<String, Bridges.Application> sites = new LinkedHashMap<>();

  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

  @BeforeAll
  static void start() {
    bridges = new Bridges();
    SITES.forEach(BridgeMeshTest::startSite);
  }

  @AfterAll
  static void close() {
    bridges.close();
  }

  @AfterEach
  void unregister() {
    consumers.forEach(consumer -> await(consumer.unregister()));
    sites.values().forEach(site -> ADDRESSES.forEach(address -> Peers.awaitNoConsumer(site.vertx, address)));
  }

  private static void startSite(String id) {
    ConecBridgeOptions options = new ConecBridgeOptions();
    for (String address : ADDRESSES) {
      options.addExport(new ExportOptions().setAddress(address));
      SITES.stream().filter(peer -> !peer.equals(id)).forEach(peer ->
        options.addImport(new ImportOptions().setPeer(peer).setAddress(address)));
    }
    sites.put(id, bridges.start(id, options));
  }

  private NumberInbox consume(String site, String address, int numbers) {
    NumberInbox inbox = new NumberInbox(site, address, numbers);
    consumers.add(sites.get(site).bus().consumer(address, inbox::receive));
    return inbox;
  }

  private List<NumberInbox> consumeEverywhere(int numbers) {
    List<NumberInbox> inboxes = new ArrayList<>();
    ADDRESSES.forEach(address -> SITES.forEach(site -> inboxes.add(consume(site, address, numbers))));
    ADDRESSES.forEach(address -> SITES.forEach(site -> awaitConsumers(site, address, SITES.size())));
    return inboxes;
  }

  private static void awaitConsumers(String site, String address, int count) {
    awaitUntil(() -> LocalConsumers.count(sites.get(site).vertx, address) == count);
  }

  @Test
  void aPublishReachesEachConsumerOnce() {
    List<NumberInbox> inboxes = consumeEverywhere(PUBLISHES);
    long before = received();
    for (int i = 0; i < PUBLISHES; i++) {
      sites.get(SITES.get(i % SITES.size())).bus().publish(ADDRESSES.get(i % ADDRESSES.size()), i);
    }
    for (NumberInbox inbox : inboxes) {
      int first = ADDRESSES.indexOf(inbox.address);
      int expected = (PUBLISHES - first + ADDRESSES.size() - 1) / ADDRESSES.size();
      awaitUntil(() -> inbox.total.get() >= expected);
      assertEquals(expected, inbox.total.get());
      for (int i = first; i < PUBLISHES; i += ADDRESSES.size()) {
        assertEquals(1, inbox.counts.get(i), "number " + i + " at " + inbox.site);
      }
    }
    assertEquals(before + PUBLISHES * (SITES.size() - 1), received());
  }

  private static long received() {
    return sites.values().stream().mapToLong(site -> site.bridge.counters().getReceived()).sum();
  }

  @Test
  void sendsTakeTurns() {
    List<NumberInbox> inboxes =
      consumeEverywhere(100).stream().filter(inbox -> inbox.address.equals("orders")).toList();
    for (int i = 0; i < 100; i++) {
      sites.get("a").bus().send("orders", i);
    }
    awaitUntil(() -> inboxes.stream().mapToInt(inbox -> inbox.total.get()).sum() == 100);
    inboxes.forEach(inbox -> assertEquals(20, inbox.total.get(), inbox.site));
  }

  @Test
  void aRequestFindsTheOnlyConsumer() {
    consumers.add(
      sites.get("d").bus().consumer("orders", message -> message.reply(message.headers().get("conec-peer"))));
    for (String site : List.of("a", "b", "c", "e")) {
      Peers.awaitConsumer(sites.get(site).vertx, "orders");
      for (int i = 0; i < 10; i++) {
        assertEquals(site, await(sites.get(site).bus().request("orders", i)).body());
      }
    }
    await(consumers.get(0).unregister());
    for (String site : SITES) {
      Peers.awaitNoConsumer(sites.get(site).vertx, "orders");
      Future<Message<Object>> request = sites.get(site).bus().request("orders", "");
      assertEquals(ReplyFailure.NO_HANDLERS, Peers.awaitFailure(request).failureType());
    }
  }

  /** The remaining sites get every message, and no site gets one twice. */
  @Test
  void sitesLeaveAndJoinUnderTraffic() {
    int numbers = 500_000;
    List<NumberInbox> inboxes = new ArrayList<>();
    List.of("a", "b", "c", "d").forEach(site -> inboxes.add(consume(site, "news", numbers)));
    SITES.forEach(site -> awaitConsumers(site, "news", 4));
    NumberPublisher publisher = new NumberPublisher(sites.get("a").vertx, "news", numbers);
    for (int i = 0; i < 2; i++) {
      sites.get("e").close();
      startSite("e");
      NumberInbox joined = consume("e", "news", numbers);
      awaitUntil(() -> joined.total.get() > 100);
      inboxes.add(joined);
    }
    int published = await(publisher.stop());
    for (NumberInbox inbox : inboxes.subList(0, 4)) {
      awaitUntil(() -> inbox.total.get() >= published);
      assertEquals(published, inbox.total.get());
    }
    inboxes.forEach(inbox -> assertTrue(inbox.hasAtMostOnce(), inbox.site));
  }
}
