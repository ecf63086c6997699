package io.conec.bridge;

import io.conec.ConecError;
import io.conec.CoordinatorOptions;
import io.conec.PeerRule;
import io.conec.test.LocalConsumers;
import io.conec.test.LogRecorder;
import io.conec.test.TestCertificates;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Imports from all connected peers that match an expression. */
class BridgeGroupTest {

  private static final PemKeyCertOptions HOST = TestCertificates.pem(TestCertificates.host("localhost"));

  private Bridges bridges;

  @BeforeEach
  void start() {
    bridges = new Bridges(BridgeGroupTest::openToAll);
  }

  @AfterEach
  void close() {
    bridges.close();
  }

  private static CoordinatorOptions openToAll(CoordinatorOptions options) {
    return options.addPeerRule(new PeerRule());
  }

  private static ConecBridgeOptions options() {
    return new ConecBridgeOptions();
  }

  private static ImportOptions gateways() {
    return new ImportOptions().setPeer("gateway-.*").setAddress("cmd");
  }

  private Bridges.Application office(ImportOptions... imports) {
    return bridges.start("office", options().setImports(List.of(imports)));
  }

  /** A peer that answers with its id. */
  private Bridges.Application gateway(String id) {
    Bridges.Application gateway = bridges.start(id, options().addExport(new ExportOptions().setAddress("cmd")));
    serve(gateway, id);
    return gateway;
  }

  private static MessageConsumer<Object> serve(Bridges.Application gateway, String id) {
    return gateway.bus().consumer("cmd", message -> message.reply(id));
  }

  private static void awaitConsumers(Bridges.Application office, String address, int count) {
    awaitUntil(() -> LocalConsumers.count(office.vertx, address) == count);
  }

  private static Object request(Bridges.Application office, String address) {
    return await(office.bus().request(address, "who?")).body();
  }

  private static ReplyFailure failure(Bridges.Application office, String address) {
    return Peers.awaitFailure(office.bus().request(address, "who?")).failureType();
  }

  @Test
  void requestsTakeTurnsAmongConnectedPeersAndPublishesReachAll() {
    gateway("gateway-1");
    gateway("depot");
    Bridges.Application office = office(gateways());
    awaitConsumers(office, "cmd", 1);
    Bridges.Application second = gateway("gateway-2");
    awaitConsumers(office, "cmd", 2);
    Set<Object> asked = new TreeSet<>();
    for (int i = 0; i < 4; i++) {
      asked.add(request(office, "cmd"));
    }
    assertEquals(Set.of("gateway-1", "gateway-2"), asked);
    List<Message<Object>> published = second.consume("cmd");
    office.bus().publish("cmd", "all");
    awaitUntil(() -> published.size() == 1);
    second.close();
    awaitConsumers(office, "cmd", 1);
    assertEquals("gateway-1", request(office, "cmd"));
    assertEquals("gateway-1", request(office, "cmd"));
  }

  @Test
  void eachPeerHasItsOwnAddress() {
    Bridges.Application office = office(gateways().setLocalAddress("gateway.{peer}.cmd"));
    Bridges.Application first = gateway("gateway-1");
    gateway("gateway-2");
    awaitConsumers(office, "gateway.gateway-1.cmd", 1);
    awaitConsumers(office, "gateway.gateway-2.cmd", 1);
    assertEquals("gateway-1", request(office, "gateway.gateway-1.cmd"));
    assertEquals("gateway-2", request(office, "gateway.gateway-2.cmd"));
    first.close();
    awaitConsumers(office, "gateway.gateway-1.cmd", 0);
    assertEquals(ReplyFailure.NO_HANDLERS, failure(office, "gateway.gateway-1.cmd"));
    gateway("gateway-1");
    awaitConsumers(office, "gateway.gateway-1.cmd", 1);
  }

  @Test
  void anIdMayBeInTheLocalAddressOfASinglePeerToo() {
    gateway("gateway-1");
    Bridges.Application office = office(gateways().setPeer("gateway-1").setLocalAddress("{peer}.cmd"));
    awaitConsumers(office, "gateway-1.cmd", 1);
    assertTrue(await(office.bridge.removeImport("{peer}.cmd")));
    awaitConsumers(office, "gateway-1.cmd", 0);
  }

  @Test
  void onlyPeersWithAConsumerTakePart() {
    gateway("gateway-1");
    Bridges.Application office = office(gateways()).watch();
    awaitConsumers(office, "cmd", 1);
    Bridges.Application silent =
      bridges.start("gateway-3", options().addExport(new ExportOptions().setAddress("cmd")));
    awaitUntil(() -> office.events.stream().anyMatch(event -> "gateway-3".equals(event.peer())
      && event.type() == ConecBridgeEventType.UNREGISTERED));
    assertEquals("gateway-1", request(office, "cmd"));
    assertEquals("gateway-1", request(office, "cmd"));
    MessageConsumer<Object> consumer = serve(silent, "gateway-3");
    awaitConsumers(office, "cmd", 2);
    await(consumer.unregister());
    awaitConsumers(office, "cmd", 1);
  }

  @Test
  void aPeerThatDiesFailsItsRequestAndTheNextGoesToAnother() {
    Bridges.Application office = office(gateways());
    Bridges.Application dying =
      bridges.start("gateway-1", options().addExport(new ExportOptions().setAddress("cmd")));
    List<Message<Object>> asked = dying.consume("cmd");
    awaitConsumers(office, "cmd", 1);
    Future<Message<Object>> request = office.bus().request("cmd", "who?");
    awaitUntil(() -> asked.size() == 1);
    gateway("gateway-2");
    awaitConsumers(office, "cmd", 2);
    await(dying.client.close());
    ReplyException failure = Peers.awaitFailure(request);
    assertEquals(ConecError.BUS_PEER_AWAY.code(), failure.failureCode());
    awaitConsumers(office, "cmd", 1);
    assertEquals("gateway-2", request(office, "cmd"));
    assertEquals("gateway-2", request(office, "cmd"));
  }

  @Test
  void aClientDoesNotImportFromItself() {
    ConecBridgeOptions everybody = options().addExport(new ExportOptions().setAddress("cmd"))
      .addImport(new ImportOptions().setPeer(".*").setAddress("cmd").setLocalAddress("all"));
    Bridges.Application first = bridges.start("gateway-1", everybody);
    serve(first, "gateway-1");
    Bridges.Application second = bridges.start("gateway-2", everybody);
    serve(second, "gateway-2");
    awaitConsumers(first, "all", 1);
    awaitConsumers(second, "all", 1);
    assertEquals("gateway-2", request(first, "all"));
    assertEquals("gateway-1", request(second, "all"));
  }

  /** Otherwise published messages would arrive twice. */
  @Test
  void twoExpressionsThatMatchTheSamePeerShareItsImport() {
    Bridges.Application gateway = gateway("gateway-1");
    List<Message<Object>> messages = gateway.consume("cmd");
    Bridges.Application office = office(gateways(), gateways().setPeer(".*-1"), gateways().setPeer("gateway-1"));
    awaitConsumers(office, "cmd", 1);
    office.bus().publish("cmd", "one");
    assertEquals("gateway-1", request(office, "cmd"));
    assertEquals(1, messages.stream().filter(message -> message.body().equals("one")).count());
    assertEquals(1, LocalConsumers.count(office.vertx, "cmd"));
    assertTrue(await(office.bridge.removeImport("cmd")));
    awaitConsumers(office, "cmd", 0);
  }

  @Test
  void theSameExpressionTwiceIsAnError() {
    Bridges.Application office = office(gateways());
    Throwable failure = assertThrows(IllegalArgumentException.class, () -> await(office.bridge.addImport(gateways())));
    assertTrue(failure.getMessage().contains("gateway-.*"), failure.getMessage());
    assertThrows(IllegalArgumentException.class, () -> gateways().setPeer("gateway-("));
  }

  @Test
  void noMoreThanMaxPeersAreImportedAndTheNextTakesThePlaceOfOneThatLeaves() {
    try (LogRecorder log = LogRecorder.warnings()) {
      Bridges.Application office = office(gateways().setMaxPeers(1));
      Bridges.Application first = gateway("gateway-1");
      awaitConsumers(office, "cmd", 1);
      gateway("gateway-2");
      awaitUntil(() -> log.with("maxPeers of the import", "gateway-.*").size() == 1);
      assertEquals("gateway-1", request(office, "cmd"));
      assertEquals("gateway-1", request(office, "cmd"));
      first.close();
      awaitUntil(() -> LocalConsumers.count(office.vertx, "cmd") == 1
        && "gateway-2".equals(await(office.bus().request("cmd", "who?").map(Message::body)
          .otherwise("nobody"))));
    }
  }

  /** A stranger chooses its id, which must not lead to addresses of the event bus itself. */
  @Test
  void anIdThatMakesAReservedAddressIsNotImported() {
    try (LogRecorder log = LogRecorder.warnings();
         RawClient stranger = RawClient.join("__vertx", bridges.net.coordinator().actualPort())) {
      office(gateways().setPeer(".*").setLocalAddress("{peer}.cmd"));
      awaitUntil(() -> log.with("'__vertx'", "is not imported", "__vertx.").size() == 1);
      assertTrue(stranger.connection().isOpen());
    }
  }

  @Test
  void aClientThatSeesNobodyGetsOneWarningWithTheMissingRule() {
    bridges.close();
    bridges = new Bridges();
    try (LogRecorder log = LogRecorder.warnings()) {
      Bridges.Application office = office(gateways());
      assertEquals(1, log.with("'gateway-.*'", "peerRules of the Coordinator").size());
      await(office.bridge.addImport(gateways().setLocalAddress("other")));
      assertEquals(2, log.with("'gateway-.*'", "peerRules of the Coordinator").size());
      assertEquals(ReplyFailure.NO_HANDLERS, failure(office, "cmd"));
      ImportInfo info = office.bridge.imports().get(0);
      assertEquals("gateway-.*", info.getPeer());
      assertEquals(ImportState.UNAVAILABLE, info.getState());
      assertEquals(ConecError.PEERS_NOT_PERMITTED, info.getError());
    }
  }

  @Test
  void theBridgeListsThePeersOfAnExpression() {
    Bridges.Application office = office(gateways());
    ImportInfo nobody = office.bridge.imports().get(0);
    assertEquals(ImportState.AWAY, nobody.getState());
    assertEquals("no peer that matches 'gateway-.*' is connected", nobody.getReason());
    Bridges.Application gateway = gateway("gateway-1");
    awaitConsumers(office, "cmd", 1);
    awaitUntil(() -> office.bridge.imports().get(0).getState() == ImportState.AVAILABLE);
    assertEquals(List.of("gateway-1"), office.bridge.imports().stream().map(ImportInfo::getPeer).toList());
    gateway.close();
    awaitUntil(() -> office.bridge.imports().get(0).getPeer().equals("gateway-.*"));
  }

  @Test
  void peersThatComeAndGoFastAreImportedInTheEnd() {
    Bridges.Application office = office(gateways(), gateways().setLocalAddress("{peer}"));
    Set<String> answers = new ConcurrentSkipListSet<>();
    List<Throwable> unexpected = new CopyOnWriteArrayList<>();
    gateway("gateway-0");
    awaitConsumers(office, "cmd", 1);
    long timer = office.vertx.setPeriodic(2, id -> office.bus().<String>request("cmd", "who?").onComplete(
      (answer, failure) -> {
        if (failure == null) {
          answers.add(answer.body());
        } else if (!(failure instanceof ReplyException)) {
          unexpected.add(failure);
        }
      }));
    for (int round = 0; round < 2; round++) {
      Bridges.Application first = gateway("gateway-1");
      Bridges.Application second = gateway("gateway-2");
      await(first.client.close());
      await(second.client.close());
    }
    gateway("gateway-1");
    awaitConsumers(office, "cmd", 2);
    awaitConsumers(office, "gateway-1", 1);
    awaitConsumers(office, "gateway-2", 0);
    office.vertx.cancelTimer(timer);
    assertEquals(List.of(), unexpected);
    assertTrue(answers.contains("gateway-0"));
    assertEquals("gateway-1", request(office, "gateway-1"));
  }

  @Test
  void aRemovedGroupIsNoLongerImported() {
    Bridges.Application office = office(gateways());
    gateway("gateway-1");
    awaitConsumers(office, "cmd", 1);
    assertTrue(await(office.bridge.removeImport("cmd")));
    awaitConsumers(office, "cmd", 0);
    assertFalse(await(office.bridge.removeImport("cmd")));
    gateway("gateway-2");
    await(office.bridge.addImport(gateways().setPeer("gateway-2")));
    awaitConsumers(office, "cmd", 1);
    assertEquals("gateway-2", request(office, "cmd"));
  }

  /** A new Coordinator does not know all peers immediately: imports from peers that are not in its list yet stay. */
  @Test
  void aPeerWhoseChannelOutlivesTheCoordinatorIsKept() {
    bridges.close();
    bridges = new Bridges(options -> openToAll(options).setKeyCertOptions(HOST));
    Bridges.Application office = office(gateways()).watch();
    Bridges.Application gateway = gateway("gateway-1");
    awaitConsumers(office, "cmd", 1);
    int port = bridges.net.coordinator().actualPort();
    await(bridges.net.coordinator().close());
    awaitUntil(() -> !office.client.isConnected() && !gateway.client.isConnected());
    bridges.net.startCoordinator(openToAll(TestNet.coordinatorOptions()).setKeyCertOptions(HOST).setPort(port));
    awaitUntil(() -> office.client.isConnected() && gateway.client.isConnected());
    gateway("gateway-2");
    awaitConsumers(office, "cmd", 2);
    assertEquals(Set.of("gateway-1", "gateway-2"), Set.of(request(office, "cmd"), request(office, "cmd")));
    assertEquals(0, office.events(ConecBridgeEventType.STREAM_CLOSED).count());
  }
}
