package io.conec.bridge;

import io.conec.ConecError;
import io.conec.impl.wire.BusFrame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import static io.conec.bridge.Peers.await;
import static io.conec.bridge.Peers.awaitFailure;
import static io.conec.bridge.Peers.awaitTrue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Only exported addresses are reachable. */
class BridgePermissionsTest {

  private static final String ADDRESS = "goods.nuts";

  private final AtomicInteger reached = new AtomicInteger();
  private Peers peers;
  private RawImport item;

  @BeforeEach
  void start() {
    peers = Peers.start(new ConecBridgeOptions(), new ConecBridgeOptions());
    peers.depot.bus().consumer(ADDRESS, message -> {
      reached.incrementAndGet();
      message.reply("ok");
    });
    // A raw stream, because an import would not send messages that are not permitted.
    item = new RawImport(peers.shop.vertx, peers.shop.client, "depot", ADDRESS);
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private void assertPermitted(Object body) {
    assertEquals("ok", await(item.request(body)));
  }

  private void assertDenied(Object body) {
    int before = reached.get();
    ReplyException failure = awaitFailure(item.request(body));
    assertEquals(ReplyFailure.RECIPIENT_FAILURE, failure.failureType());
    assertEquals(ConecError.BUS_NOT_PERMITTED.code(), failure.failureCode());
    assertTrue(failure.getMessage().contains("'goods.nuts' is not exported to peer 'shop'"), failure.getMessage());
    assertEquals(before, reached.get());
  }

  private void export(ExportOptions export) {
    peers.depot.bridge.addExport(export);
  }

  @Test
  void nothingIsReachableByDefault() {
    assertDenied("");
  }

  @Test
  void sendsAndPublishesThatAreNotPermittedAreCounted() {
    item.stream.write(Buffer.buffer(new byte[] {BusFrame.SEND, 0, 0}));
    item.stream.write(Buffer.buffer(new byte[] {BusFrame.PUBLISH, 0, 0}));
    awaitTrue(() -> peers.depot.bridge.counters().getRefused() == 2);
    assertEquals(0, reached.get());
    assertEquals(0, peers.depot.bridge.counters().getReceived());
  }

  @Test
  void exportsCanBeAddedAndRemovedWhileRunning() {
    assertFalse(peers.depot.bridge.removeExport(ADDRESS));
    export(new ExportOptions().setAddress(ADDRESS));
    assertPermitted("");
    assertTrue(peers.depot.bridge.removeExport(ADDRESS));
    assertDenied("");
  }

  @Test
  void anExportThatIsRemovedWhileTheEventHandlerDecidesPermitsNothing() {
    export(new ExportOptions().setAddress(ADDRESS));
    List<ConecBridgeEvent> undecided = new CopyOnWriteArrayList<>();
    peers.depot.bridge.bridgeEventHandler(event -> {
      if (event.type() == ConecBridgeEventType.RECEIVE && event.error() == null) {
        undecided.add(event);
      }
    });
    Future<Object> reply = item.request("");
    awaitTrue(() -> undecided.size() == 1);
    peers.depot.bridge.removeExport(ADDRESS);
    undecided.get(0).complete(true);
    assertEquals(ConecError.BUS_NOT_PERMITTED.code(), awaitFailure(reply).failureCode());
    assertEquals(0, reached.get());
  }

  @Test
  void anAddressIsNotAPattern() {
    export(new ExportOptions().setAddress("goods.*"));
    export(new ExportOptions().setAddress("GOODS.NUTS"));
    assertDenied("");
  }

  @Test
  void aPatternMatchesTheWholeAddress() {
    export(new ExportOptions().setAddressRegex("goods"));
    export(new ExportOptions().setAddressRegex("goods\\."));
    assertDenied("");
    export(new ExportOptions().setAddressRegex("goods\\.[a-z]+"));
    assertPermitted("");
    assertTrue(peers.depot.bridge.removeExport("goods\\.[a-z]+"));
    assertDenied("");
  }

  @Test
  void peersAreLimited() {
    export(new ExportOptions().setAddress(ADDRESS).addPeer("office").addPeer("Shop"));
    assertDenied("");
    export(new ExportOptions().setAddress(ADDRESS).setPeers(List.of("office", "shop")));
    assertPermitted("");
  }

  @Test
  void theBodyMustMatch() {
    export(new ExportOptions().setAddress(ADDRESS).setMatch(new JsonObject()
      .put("action", "buy")
      .put("count", 1)
      .put("where", new JsonObject().put("city", "Ulm"))
      .put("tags", new JsonArray().add("a"))));
    JsonObject good = new JsonObject().put("action", "buy").put("count", 1L).put("more", true)
      .put("where", new JsonObject().put("city", "Ulm").put("street", "x"))
      .put("tags", new JsonArray().add("a"));
    assertPermitted(good);
    assertDenied(good.copy().put("action", "sell"));
    assertDenied(good.copy().put("count", 2));
    assertDenied(good.copy().put("where", new JsonObject().put("city", "Bonn")));
    assertDenied(good.copy().put("where", "Ulm"));
    assertDenied(good.copy().put("tags", new JsonArray().add("a").add("b")));
    assertDenied(new JsonObject());
    assertDenied(null);
    assertDenied("action");
    assertDenied(good.encode());
    assertDenied(new JsonArray().add(good));
  }

  @Test
  void aMissingFieldDoesNotMatchNull() {
    export(new ExportOptions().setAddress(ADDRESS).setMatch(new JsonObject().putNull("discount")));
    assertDenied(new JsonObject());
    assertPermitted(new JsonObject().putNull("discount"));
  }

  @Test
  void oneOfSeveralExportsIsEnough() {
    export(new ExportOptions().setAddress(ADDRESS).addPeer("office"));
    export(new ExportOptions().setAddressRegex("goods\\..*").setMatch(new JsonObject().put("a", 1)));
    assertDenied("");
    assertPermitted(new JsonObject().put("a", 1));
  }

  @Test
  void exportsThatCannotBeEnforcedAreRefused() {
    ConecBridge bridge = peers.depot.bridge;
    assertThrows(IllegalArgumentException.class, () -> bridge.addExport(new ExportOptions()));
    assertThrows(IllegalArgumentException.class,
      () -> bridge.addExport(new ExportOptions().setAddress(ADDRESS).addPeer("office-*")));
    assertDenied("");
  }

  @Test
  void repliesNeedNoExport() {
    export(new ExportOptions().setAddress(ADDRESS));
    peers.shop.bus().consumer("local", message -> message.reply("not for peers"));
    assertPermitted("");
    assertEquals(0, peers.shop.bridge.counters().getReceived());
  }
}
