package io.conec.hostile;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.PeerEvent;
import io.conec.test.raw.RawCoordinator;
import io.conec.test.raw.RawFrame;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** True and false reports of a Coordinator about connected peers. */
class PeerListTest {

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CountDownLatch busy = new CountDownLatch(1);
  private Vertx vertx;
  private RawCoordinator coordinator;
  private ConecClient client;
  private RawCoordinator.Session session;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    coordinator = new RawCoordinator();
  }

  @AfterEach
  void stop() {
    busy.countDown();
    await(vertx.close());
    coordinator.close();
  }

  private ClientOptions options() {
    return coordinator.clientOptions("depot").setMaxReconnectDelay(Duration.ofMillis(1));
  }

  private void connect(ClientOptions options) {
    client = ConecClient.create(vertx, options);
    Future<Void> connected = client.connect();
    session = coordinator.welcome();
    await(connected);
  }

  private void record(PeerEvent event) {
    events.add(event.getId() + " " + event.getType() + " " + event.getReason());
  }

  /** The client sends a watch and gets the answer; the list is still to come. */
  private long answerWatch() {
    JsonObject watch = session.control().expect(RawFrame.WATCH);
    long request = watch.getLong("request");
    session.control().write(RawFrame.control(RawFrame.WATCHING, new JsonObject().put("request", request)));
    return request;
  }

  private void follow() {
    client.peerHandler(this::record);
  }

  private void send(long watch, boolean restart, boolean complete, List<String> left, List<String> joined) {
    send(watch, restart, complete, left, ConecError.PEER_LOST, joined);
  }

  private void send(long watch, boolean restart, boolean complete, List<String> left, ConecError reason,
                    List<String> joined) {
    JsonArray reasons = new JsonArray();
    left.forEach(id -> reasons.add(reason.code()));
    session.control().write(RawFrame.control(RawFrame.PEERS, new JsonObject().put("watch", watch)
      .put("restart", restart).put("complete", complete).put("left", new JsonArray(left)).put("reasons", reasons)
      .put("joined", new JsonArray(joined))));
  }

  /** All messages that were sent before this call are processed. */
  private void awaitRead() {
    session.control().write(RawFrame.ping(1));
    byte[] frame = session.control().frame();
    while (frame[0] == RawFrame.PING) {
      frame = session.control().frame();
    }
    assertEquals(RawFrame.PONG, frame[0]);
  }

  @Test
  void withoutAListenerTheClientAsksForNothing() {
    connect(options());
    awaitRead();
    follow();
    answerWatch();
    client.peerHandler(null);
    assertEquals(new JsonArray(), session.control().expect(RawFrame.WATCH).getJsonArray("prefixes"));
  }

  @Test
  void anUnansweredWatchIsCancelled() {
    connect(options().setOpenTimeout(Duration.ofMillis(200)));
    Future<List<String>> asked = client.peers();
    answerWatch();
    assertFails(ConecError.TIMEOUT, asked);
    assertEquals(new JsonArray(), session.control().expect(RawFrame.WATCH).getJsonArray("prefixes"));
  }

  /** The Coordinator does not get the expression, which could be expensive. */
  @Test
  void theCoordinatorGetsTheBeginningOfTheIdsAndNotTheExpression() {
    connect(options().setPeerFilter("gateway-(x+x+)+y|shop"));
    follow();
    JsonObject watch = session.control().expect(RawFrame.WATCH);
    assertEquals(List.of("gateway-", "shop"),
      watch.getJsonArray("prefixes").stream().map(Object::toString).sorted().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "../x", "x\u0007", "\u202e"})
  void anInvalidIdIsAViolation(String id) {
    connect(options());
    follow();
    long watch = answerWatch();
    send(watch, true, true, List.of(), List.of("shop", id));
    session.connection().expectClose(ConecError.PROTOCOL_VIOLATION.code());
    session = coordinator.welcome();
    watch = answerWatch();
    send(watch, true, true, List.of(), List.of("shop"));
    awaitUntil(() -> events.contains("shop JOINED null"));
    send(watch, false, true, List.of(id), List.of());
    session.connection().expectClose(ConecError.PROTOCOL_VIOLATION.code());
  }

  @Test
  void aListWithoutABeginningIsAViolation() {
    connect(options());
    follow();
    send(answerWatch(), false, true, List.of(), List.of("shop"));
    session.connection().expectClose(ConecError.PROTOCOL_VIOLATION.code());
  }

  @Test
  void unrequestedPeersAreIgnored() {
    connect(options());
    send(1, true, true, List.of(), List.of("shop"));
    awaitRead();
    follow();
    long watch = answerWatch();
    send(watch + 1, true, true, List.of(), List.of("shop"));
    send(watch, true, true, List.of("stranger"), List.of("office", "depot", "office"));
    awaitUntil(() -> !events.isEmpty());
    awaitRead();
    assertEquals(List.of("office JOINED null"), events);
  }

  @Test
  void aListWithoutEndTakesNoMoreThanMaxPeersAndNoConnection() {
    connect(options().setMaxPeers(100).setOpenTimeout(Duration.ofMillis(500)));
    follow();
    long watch = answerWatch();
    for (int part = 0; part < 50; part++) {
      int first = 1000 * part;
      send(watch, part == 0, false, List.of(), IntStream.range(first, first + 1000).mapToObj(i -> "p" + i).toList());
    }
    awaitRead();
    assertEquals(100, events.size());
    assertFails(ConecError.TIMEOUT, client.peers());
    assertTrue(client.isConnected());
  }

  @ParameterizedTest
  @CsvSource({"NONE, null", "PEER_LOST, PEER_LOST", "CONFIGURATION, INTERNAL", "STREAM_CLOSED, INTERNAL"})
  void anErrorOfTheLocalApplicationIsNoReason(ConecError sent, String reported) {
    connect(options());
    follow();
    long watch = answerWatch();
    send(watch, true, true, List.of(), List.of("shop"));
    send(watch, false, true, List.of("shop"), sent, List.of());
    awaitUntil(() -> events.contains("shop LEFT " + reported));
  }

  @Test
  void afterAReconnectTheDifferencesAreEvents() {
    connect(options());
    follow();
    send(answerWatch(), true, true, List.of(), List.of("shop", "office"));
    awaitUntil(() -> events.size() == 2);
    session.connection().closeTransport(1);
    session = coordinator.welcome();
    long watch = answerWatch();
    assertEquals(2, events.size());
    send(watch, true, false, List.of(), List.of("home"));
    send(watch, false, true, List.of(), List.of("office"));
    awaitUntil(() -> events.size() == 4);
    assertEquals(List.of("home JOINED null", "shop LEFT PEER_UNKNOWN"), events.subList(2, 4));
  }

  @Test
  void afterARefusalAllHaveLeft() {
    connect(options());
    follow();
    send(answerWatch(), true, true, List.of(), List.of("shop"));
    awaitUntil(() -> events.size() == 1);
    session.connection().closeTransport(1);
    session = coordinator.welcome();
    long request = session.control().expect(RawFrame.WATCH).getLong("request");
    session.control().write(RawFrame.control(RawFrame.FAILURE, new JsonObject().put("request", request)
      .put("code", ConecError.PEERS_NOT_PERMITTED.code()).put("message", "no")));
    awaitUntil(() -> events.contains("shop LEFT PEER_UNKNOWN"));
  }

  /** A thousand changes while the handler is busy: each peer that it has not seen yet is kept once. */
  @Test
  void eventsThatWaitForASlowHandlerAreBounded() {
    client = ConecClient.create(vertx, options());
    Future<?> deployed = vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        return client.connect();
      }
    }, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
    session = coordinator.welcome();
    await(deployed);
    client.peerHandler(event -> {
      record(event);
      awaitNotBusy();
    });
    long watch = answerWatch();
    send(watch, true, true, List.of(), List.of("first"));
    awaitUntil(() -> events.size() == 1);
    for (int i = 0; i < 500; i++) {
      send(watch, false, true, List.of(), List.of("shop"));
      send(watch, false, true, List.of("shop"), List.of());
    }
    send(watch, false, true, List.of("first"), List.of("office"));
    send(watch, false, true, List.of(), List.of("first"));
    awaitRead();
    busy.countDown();
    awaitUntil(() -> events.contains("office JOINED null"));
    assertEquals(List.of("first JOINED null", "first LEFT PEER_LOST", "first JOINED null", "office JOINED null"),
      events);
  }

  private void awaitNotBusy() {
    try {
      busy.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
