package io.conec.bridge;

import io.conec.BroadcastLimits;
import io.conec.BroadcastMessage;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRule;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.CoordinatorOptions;
import io.conec.OverflowPolicy;
import io.conec.test.Nat;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import static io.conec.bridge.Bridges.both;
import static io.conec.bridge.Bridges.mapped;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The Coordinator is lost and returns, mappings are added and removed. */
class BridgeBroadcastAwayTest {

  private final PemKeyCertOptions host = TestCertificates.pem(TestCertificates.host("localhost"));
  private Bridges bridges = new Bridges(options -> options.setKeyCertOptions(host));

  @AfterEach
  void close() {
    bridges.close();
  }

  private void assertRefused(String message, Future<?> future) {
    Throwable failure = await(future.transform(result -> Future.succeededFuture(result.cause())));
    assertTrue(assertInstanceOf(IllegalArgumentException.class, failure).getMessage().contains(message),
      failure.getMessage());
  }

  @Test
  void theCoordinatorRestarts() {
    Bridges.Application depot = bridges.start("depot").watch();
    await(depot.bridge.addBroadcast(both("news")));
    depot.awaitEvent(ConecBridgeEventType.BROADCAST_JOINED);
    Bridges.Application shop = bridges.start("shop", both("news"));
    bridges.awaitMembers("news", 2, 2);
    List<Message<Object>> received = shop.consume("news");
    int port = bridges.net.coordinator().actualPort();
    await(bridges.net.coordinator().close());
    assertEquals(ConecError.COORDINATOR_LOST, depot.awaitEvent(ConecBridgeEventType.BROADCAST_LEFT).error());
    depot.bus().publish("news", "lost");
    awaitUntil(() -> depot.events(ConecBridgeEventType.PUBLISH).anyMatch(event -> event.error() != null));
    ConecBridgeEvent lost = depot.events(ConecBridgeEventType.PUBLISH).filter(event ->
      event.error() != null).findFirst()
      .orElseThrow();
    assertEquals(ConecError.COORDINATOR_LOST, lost.error());
    assertEquals("lost", lost.getRawMessage().getString("body"));
    assertEquals(1, depot.bridge.counters().getDropped());
    CoordinatorOptions options = TestNet.coordinatorOptions().setPort(port).setKeyCertOptions(host);
    bridges.net.startCoordinator(options);
    awaitUntil(() -> depot.events(ConecBridgeEventType.BROADCAST_JOINED).count() == 2);
    awaitUntil(() -> {
      depot.bus().publish("news", "are you back?");
      return !received.isEmpty();
    });
    assertEquals("are you back?", received.get(0).body());
    assertEquals("depot", received.get(0).headers().get(BusHeaders.PEER));
  }

  /** The bridge was not slow, so the event does not say so. */
  @Test
  void messagesSentWhileTheConnectionWasLostAreReported() {
    bridges.close();
    bridges = new Bridges(options -> options.setIdleTimeout(Duration.ofSeconds(1)));
    try (Nat nat = new Nat(bridges.net.coordinator().actualPort())) {
      ConecClient client = bridges.net.connect(bridges.net.clientOptions("depot")
        .setMaxReconnectDelay(Duration.ofMillis(200)).setCoordinators(List.of("localhost:" + nat.port())));
      ConecBridge bridge = ConecBridge.create(bridges.net.vertx(), client,
        mapped(both("news").setAddress("x").setDirection(BroadcastDirection.IN), both("news").setAddress("y")));
      List<ConecBridgeEvent> reports = new CopyOnWriteArrayList<>();
      bridge.bridgeEventHandler(event -> {
        if (event.type() == ConecBridgeEventType.MESSAGES_DROPPED) {
          reports.add(event);
        }
        event.tryComplete(true);
      });
      await(bridge.start());
      ConecBroadcast sensor = bridges.join("sensor", "news");
      bridges.awaitMembers("news", 2, 2);
      nat.pass(false);
      bridges.awaitMembers("news", 1, 1);
      for (int i = 0; i < 7; i++) {
        await(sensor.write(Buffer.buffer("x")));
      }
      nat.pass(true);
      awaitUntil(() -> reports.size() == 2);
      assertEquals(List.of("x", "y"), reports.stream().map(ConecBridgeEvent::address).toList());
      reports.forEach(event -> {
        assertEquals(ConecError.COORDINATOR_LOST, event.error());
        assertEquals(new JsonObject().put("broadcast", "news").put("dropped", 7L), event.getRawMessage());
      });
      assertEquals(14, bridge.counters().getDropped(), "7 at each address");
      await(bridge.close());
      await(client.close());
    }
  }

  @Test
  void aBroadcastThatCannotBeJoinedIsReportedOnceAndTriedAgain() {
    bridges.close();
    bridges = new Bridges(options -> options.setBroadcastLimits(new BroadcastLimits().setMaxBroadcasts(1)
      .addRule(new BroadcastRule().setName("news").setPeer("depot").setWrite(false))
      .addRule(new BroadcastRule().setNameRegex("other.*"))));
    Bridges.Application depot = bridges.start("depot").watch();
    await(depot.bridge.addBroadcast(both("news")));
    ConecBridgeEvent closed = depot.awaitEvent(ConecBridgeEventType.BROADCAST_LEFT);
    assertEquals(ConecError.BROADCAST_NOT_PERMITTED, closed.error());
    assertEquals("news", closed.broadcast());
    depot.bus().publish("news", "x");
    ConecBridgeEvent dropped = depot.awaitEvent(ConecBridgeEventType.PUBLISH);
    awaitUntil(() -> depot.bridge.counters().getDropped() == 1);
    assertEquals("x", dropped.getRawMessage().getString("body"));
    assertTrue(depot.events(ConecBridgeEventType.PUBLISH)
      .anyMatch(event -> event.error() == ConecError.BROADCAST_NOT_PERMITTED));
    await(depot.bridge.removeBroadcast("news", "news"));
    await(depot.bridge.addBroadcast(both("news").setDirection(BroadcastDirection.IN)));
    assertEquals("news", depot.awaitEvent(ConecBridgeEventType.BROADCAST_JOINED).broadcast());
    await(depot.bridge.addBroadcast(both("other")));
    awaitUntil(() -> depot.events(ConecBridgeEventType.BROADCAST_LEFT)
      .anyMatch(event -> event.error() == ConecError.LIMIT_EXCEEDED));
    await(depot.bridge.removeBroadcast("news", "news"));
    awaitUntil(() -> depot.events(ConecBridgeEventType.BROADCAST_JOINED).anyMatch(event ->
      event.broadcast().equals("other")));
    assertEquals(1, depot.events(ConecBridgeEventType.BROADCAST_LEFT)
      .filter(event -> event.error() == ConecError.LIMIT_EXCEEDED).count());
    assertEquals(1, depot.events(ConecBridgeEventType.BROADCAST_LEFT)
      .filter(event -> event.error() == ConecError.BROADCAST_NOT_PERMITTED).count());
  }

  @Test
  void anEventHandlerMayRemoveABroadcast() {
    bridges.close();
    bridges = new Bridges(options -> options.setBroadcastLimits(new BroadcastLimits()
      .addRule(new BroadcastRule().setName("open"))));
    Bridges.Application depot = bridges.start("depot");
    List<Future<Boolean>> removed = new CopyOnWriteArrayList<>();
    depot.bridge.bridgeEventHandler(event -> {
      depot.events.add(event);
      removed.add(depot.bridge.removeBroadcast(event.broadcast(), event.address()));
    });
    depot.vertx.runOnContext(v -> Stream.of("open", "closed").forEach(name -> {
      depot.bridge.addBroadcast(both(name).setAddress("x"));
      depot.bridge.addBroadcast(both(name).setAddress("y"));
    }));
    // Each is joined or refused, and then removed; the removal of a joined one causes another event.
    awaitUntil(() -> removed.size() == 6);
    assertEquals(List.of(false, false, true, true, true, true), removed.stream().map(TestNet::await).sorted().toList());
    bridges.awaitEnd("open");
  }

  @Test
  void messagesPublishedRightAfterTheStartGoOut() {
    List<BroadcastMessage> seen = Bridges.read(bridges.join("sensor", "news"));
    Bridges.Application depot = bridges.start("depot");
    depot.vertx.runOnContext(v -> depot.bridge.addBroadcast(both("news"))
      .onSuccess(added -> depot.bus().publish("news", "first").publish("news", "second")));
    awaitUntil(() -> seen.size() == 2);
    assertTrue(seen.get(0).body().toString().endsWith("first"));
    assertTrue(seen.get(1).body().toString().endsWith("second"));
  }

  @Test
  void messagesPublishedBeforeTheEndGoOut() {
    List<BroadcastMessage> seen = Bridges.read(bridges.join("sensor", "news"));
    Bridges.Application depot = bridges.start("depot", both("news"));
    bridges.awaitMembers("news", 2, 2);
    depot.bus().publish("news", "is it joined?");
    awaitUntil(() -> seen.size() == 1);
    for (int i = 0; i < 200; i++) {
      depot.bus().publish("news", i);
    }
    await(depot.bridge.close());
    assertEquals(201, depot.bridge.counters().getSent());
    bridges.awaitMembers("news", 1, 1);
    awaitUntil(() -> seen.size() == 201);
    depot.bus().publish("news", "nobody looks at it");
    assertEquals(0, depot.bridge.counters().getDropped());
  }

  @Test
  void theRoleFollowsTheMappings() {
    Bridges.Application depot = bridges.start("depot",
      both("news").setAddress("in").setDirection(BroadcastDirection.IN));
    ConecBroadcast sensor = bridges.join("sensor", "news");
    bridges.awaitMembers("news", 1, 2);
    List<BroadcastMessage> seen = Bridges.read(sensor);
    List<Message<Object>> received = depot.consume("in");
    await(depot.bridge.addBroadcast(both("news").setAddress("out").setDirection(BroadcastDirection.OUT)));
    depot.bus().publish("out", "x");
    awaitUntil(() -> seen.size() == 1);
    bridges.awaitMembers("news", 2, 2);
    await(sensor.write(Buffer.buffer("y")));
    awaitUntil(() -> received.size() == 1);
    assertTrue(await(depot.bridge.removeBroadcast("news", "in")));
    bridges.awaitMembers("news", 2, 1);
    depot.bus().publish("out", "z");
    awaitUntil(() -> seen.size() == 3);
    assertTrue(await(depot.bridge.removeBroadcast("news", "out")));
    bridges.awaitMembers("news", 1, 1);
  }

  @Test
  void aBroadcastThatTheApplicationHasJoinedCannotBeBridged() {
    Bridges.Application depot = bridges.start("depot").watch();
    ConecBroadcast own = await(depot.client.joinBroadcast("news", new BroadcastOptions()));
    await(depot.bridge.addBroadcast(both("news")));
    assertEquals(ConecError.BROADCAST_ALREADY_JOINED, depot.awaitEvent(ConecBridgeEventType.BROADCAST_LEFT).error());
    await(own.leave());
    depot.awaitEvent(ConecBridgeEventType.BROADCAST_JOINED);
  }

  @Test
  void mappingsThatDoNotFitAreRefused() {
    Bridges.Application depot = bridges.start("depot", both("news"));
    assertRefused("must have 1 to 255 characters", depot.bridge.addBroadcast(new BroadcastMapping()));
    await(depot.bridge.addBroadcast(both("n".repeat(255))));
    assertRefused("already", depot.bridge.addBroadcast(both("news").setDirection(BroadcastDirection.IN)));
    assertRefused("same overflow",
      depot.bridge.addBroadcast(both("news").setAddress("x").setOverflow(OverflowPolicy.DROP_OLDEST)));
    assertRefused("same overflow", depot.bridge.addBroadcast(both("news").setAddress("x").setMaxBufferedMessages(1)));
    assertRefused("same overflow", depot.bridge.addBroadcast(both("news").setAddress("x").setMaxQueuedBytes(1)));
    ConecClient shop = bridges.net.connect("shop");
    assertRefused("already", ConecBridge.create(depot.vertx, shop, mapped(both("a"), both("a"))).start());
  }

  @Test
  void mappingsAreNotedBeforeTheStart() {
    ConecBridge bridge = ConecBridge.create(bridges.net.vertx(), bridges.net.connect("depot"));
    await(bridge.addBroadcast(both("a")));
    await(bridge.addBroadcast(both("b")));
    assertTrue(await(bridge.removeBroadcast("b", "b")));
    await(bridge.start());
    bridges.awaitMembers("a", 1, 1);
    bridges.awaitEnd("b");
    await(bridge.close());
    bridges.awaitEnd("a");
    TestNet.assertFails(ConecError.CLOSED, bridge.addBroadcast(both("c")));
  }
}
