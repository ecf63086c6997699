package io.conec.bridge;

import static io.conec.bridge.Bridges.both;
import static io.conec.bridge.Bridges.mapped;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.conec.BroadcastMessage;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever the mappings are, no message circulates. */
class BridgeBroadcastEchoTest {

  private static final String LAST = "last";

  private Bridges bridges;

  @BeforeEach
  void start() {
    bridges = new Bridges();
  }

  @AfterEach
  void close() {
    bridges.close();
  }

  /** All messages of a broadcast arrive here in order, so none follows the last one. */
  private static List<String> writtenBefore(List<BroadcastMessage> seen, int last) {
    awaitUntil(() -> seen.stream().filter(message -> message.body().toString().endsWith(LAST)).count() == last);
    return seen.stream().filter(message -> !message.body().toString().endsWith(LAST)).map(BroadcastMessage::sender)
      .sorted().toList();
  }

  private static void awaitCount(int count, List<Message<Object>> messages) {
    awaitUntil(() -> messages.size() >= count);
  }

  @Test
  void twoBroadcastsAtOneAddressOfTwoBridges() {
    Bridges.Application depot = bridges.start("depot", both("a").setAddress("x"), both("b").setAddress("x"));
    Bridges.Application shop = bridges.start("shop", both("a").setAddress("x"), both("b").setAddress("x"));
    List<BroadcastMessage> a = Bridges.read(bridges.join("seesA", "a"));
    List<BroadcastMessage> b = Bridges.read(bridges.join("seesB", "b"));
    bridges.awaitMembers("a", 3, 3);
    bridges.awaitMembers("b", 3, 3);
    List<Message<Object>> atDepot = depot.consume("x");
    List<Message<Object>> atShop = shop.consume("x");
    depot.bus().publish("x", "first");
    awaitCount(2, atShop);
    depot.bus().publish("x", LAST);
    shop.bus().publish("x", LAST);
    assertEquals(List.of("depot"), writtenBefore(a, 2));
    assertEquals(List.of("depot"), writtenBefore(b, 2));
    awaitCount(5, atShop);
    awaitCount(4, atDepot);
    assertEquals(List.of("a", "b"), atShop.stream().filter(message -> message.body().equals("first"))
      .map(message -> message.headers().get(BusHeaders.BROADCAST)).sorted().toList());
    assertEquals(1, atDepot.stream().filter(message -> message.body().equals("first")).count());
  }

  @Test
  void oneBroadcastAtTwoAddresses() {
    Bridges.Application depot = bridges.start("depot", both("a").setAddress("x"), both("a").setAddress("y"));
    Bridges.Application shop = bridges.start("shop", both("a").setAddress("x"), both("a").setAddress("y"));
    List<BroadcastMessage> a = Bridges.read(bridges.join("seesA", "a"));
    bridges.awaitMembers("a", 3, 3);
    List<Message<Object>> atDepotY = depot.consume("y");
    List<Message<Object>> atShopX = shop.consume("x");
    List<Message<Object>> atShopY = shop.consume("y");
    depot.bus().publish("x", "first");
    awaitCount(1, atShopX);
    awaitCount(1, atShopY);
    depot.bus().publish("x", LAST);
    shop.bus().publish("y", LAST);
    assertEquals(List.of("depot"), writtenBefore(a, 2));
    awaitCount(1, atDepotY);
    awaitCount(2, atShopX);
    awaitUntil(() -> depot.bridge.counters().getReceived() == 2 && shop.bridge.counters().getReceived() >= 4);
    assertEquals(LAST, atDepotY.get(0).body(), "what is published at x does not come back at y");
    assertEquals(4, shop.bridge.counters().getReceived());
    assertEquals(2, depot.bridge.counters().getReceived());
  }

  @Test
  void anImportDoesNotForwardMessagesOfABroadcast() {
    Bridges.Application depot =
      bridges.start("depot", mapped(both("a")).addExport(new ExportOptions().setAddress("a")));
    Bridges.Application shop = bridges.start("shop", mapped(both("a")).addImport(Peers.imported("a")));
    List<BroadcastMessage> a = Bridges.read(bridges.join("seesA", "a"));
    bridges.awaitMembers("a", 3, 3);
    List<Message<Object>> atDepot = depot.consume("a");
    Peers.awaitConsumer(shop.vertx, "a");
    List<Message<Object>> atShop = shop.consume("a");
    depot.bus().publish("a", "first");
    awaitCount(1, atShop);
    shop.bus().publish("a", "other", new DeliveryOptions().addHeader(BusHeaders.BROADCAST, "said to be"));
    shop.bus().publish("a", LAST);
    // It reaches the depot once from the broadcast, and once through the import, which sends it to the broadcast again.
    assertEquals(List.of("depot"), writtenBefore(a, 2));
    awaitCount(3, atDepot);
    assertEquals(List.of("first", LAST, LAST), atDepot.stream().map(Message::body).toList());
    awaitUntil(() -> depot.bridge.counters().getReceived() == 2);
  }

  @Test
  void aMessageWithTheReservedHeaderStaysHere() {
    Bridges.Application depot = bridges.start("depot", both("a"));
    Bridges.Application shop = bridges.start("shop", both("a"));
    bridges.awaitMembers("a", 2, 2);
    List<Message<Object>> atDepot = depot.consume("a");
    List<Message<Object>> atShop = shop.consume("a");
    depot.bus().publish("a", "marked", new DeliveryOptions().addHeader("CONEC-Broadcast", "x"));
    depot.bus().publish("a", LAST);
    awaitCount(1, atShop);
    assertEquals(LAST, atShop.get(0).body());
    awaitCount(2, atDepot);
    assertNull(atDepot.get(1).headers().get(BusHeaders.BROADCAST));
  }
}
