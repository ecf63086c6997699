package io.conec.hostile;

import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.test.raw.RawConnection.Close;
import io.conec.test.raw.RawCoordinator;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** After invalid messages of a Coordinator the client sends the reason and connects again. */
class ClientControlStreamTest {

  private static Vertx vertx;

  private static final Duration PAUSE = Duration.ofMillis(1500);

  private RawCoordinator coordinator;
  private ConecClient client;
  private Future<Void> connected;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    await(vertx.close());
  }

  @BeforeEach
  void connect() {
    coordinator = new RawCoordinator();
    client = create(coordinator.clientOptions("depot"));
  }

  private ConecClient create(ClientOptions options) {
    ConecClient created = ConecClient.create(vertx,
      options.setMaxReconnectDelay(Duration.ofMillis(1)));
    connected = created.connect();
    return created;
  }

  @AfterEach
  void close() {
    await(client.close());
    coordinator.close();
  }

  /** In the middle of its handshake it would leave a connection that is never established. */
  private void closeFirst() {
    coordinator.hello();
    await(client.close());
  }

  /** The client has reconnected by itself, and sends and answers requests as before. */
  private void assertReconnects() {
    RawCoordinator.Session session = coordinator.welcome();
    await(connected);
    session.control().write(RawFrame.ping(3)).expect(RawFrame.PONG);
  }

  static Stream<Arguments> violations() {
    return MalformedFrames.control();
  }

  static Stream<Arguments> fewViolations() {
    return MalformedFrames.oneOfEachKind();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void afterTheWelcome(String name, byte[] bytes, String reason) {
    RawCoordinator.Session session = coordinator.welcome();
    session.control().write(bytes);
    assertViolation(session, reason);
    assertReconnects();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fewViolations")
  void insteadOfTheWelcome(String name, byte[] bytes, String reason) {
    RawCoordinator.Session session = coordinator.hello();
    session.control().write(bytes);
    assertViolation(session, reason);
    assertReconnects();
  }

  @Test
  void messagesBeforeTheWelcome() {
    RawCoordinator.Session session = coordinator.hello();
    session.control().write(introduce(1, RawIdentity.of("shop").base64()));
    assertViolation(session, "Introduce came before the welcome");
    assertReconnects();
  }

  @ParameterizedTest
  @ValueSource(ints = {RawFrame.HELLO, RawFrame.OPEN, RawFrame.GREETING, RawFrame.STREAM_ENDED, RawFrame.CANDIDATES})
  void messagesThatDoNotBelongThere(int type) {
    RawCoordinator.Session session = coordinator.welcome();
    session.control().write(RawFrame.control(type, new JsonObject().put("version", 1).put("instance", "")
      .put("acceptChannels", true).put("request", 1).put("peer", "x").put("stream", 1)
      .put("address", "127.0.0.1:1").put("peerTrust", new JsonArray()).put("paths", "AUTO").put("idleTimeout", 30_000)
      .put("key", "AAAA").put("addresses", new JsonArray())
      .put("id", type == RawFrame.CANDIDATES ? "0123456789abcdef" : "x")));
    assertViolation(session, "does not belong on a Coordinator connection");
    assertReconnects();
  }

  @Test
  void aWelcomeOfAnotherVersion() {
    RawCoordinator.Session session = coordinator.hello();
    session.control().write(RawFrame.control(RawFrame.WELCOME, "{\"version\":2,\"address\":\"\",\"peerTrust\":[]}"));
    session.connection().expectClose(ConecError.VERSION_MISMATCH.code());
    assertEquals(ConecError.VERSION_MISMATCH, failure(connected).error());
  }

  @Test
  void authoritiesThatAreNotCertificates() {
    RawCoordinator.Session session = coordinator.hello();
    session.control().write(RawFrame.control(RawFrame.WELCOME,
      "{\"version\":1,\"address\":\"\",\"peerTrust\":[\"AAAA\"]}"));
    assertViolation(session, "certificate");
    assertReconnects();
  }

  @Test
  void anIntroductionWithoutACertificate() {
    for (String certificate : new String[] {"", "AAAA"}) {
      RawCoordinator.Session session = coordinator.welcome();
      session.control().write(introduce(1, certificate));
      assertViolation(session, "certificate");
    }
    assertReconnects();
  }

  @Test
  void theControlStreamIsEnded() {
    RawCoordinator.Session session = coordinator.welcome();
    session.control().end();
    assertViolation(session, "the control stream was ended");
    assertReconnects();
  }

  @Test
  void theControlStreamIsReset() {
    RawCoordinator.Session session = coordinator.welcome();
    session.control().reset(7);
    assertViolation(session, "aborted");
    assertReconnects();
  }

  @Test
  void theClientIsAskedToStopSending() {
    RawCoordinator.Session session = coordinator.welcome();
    await(connected);
    session.control().stopSending(7);
    session.control().write(RawFrame.ping(1));
    assertViolation(session, "aborted");
    assertReconnects();
  }

  @Test
  void aStreamOfTheCoordinator() {
    RawCoordinator.Session session = coordinator.welcome();
    session.connection().openStream().write(RawFrame.ping(1));
    assertViolation(session, "opens no streams");
    assertReconnects();
  }

  @Test
  void anIntroductionAnsweredWithSomethingElse() {
    RawCoordinator.Session session = coordinator.welcome();
    await(connected);
    Future<?> opened = client.openChannel("shop");
    long request = session.control().expect(RawFrame.OPEN).getLong("request");
    session.control().write(RawFrame.control(RawFrame.PONG, new JsonObject().put("request", request)));
    assertEquals(PROTOCOL_VIOLATION, failure(opened).error());
  }

  @Test
  void anIntroductionRefusedWithAnUnknownCode() {
    RawCoordinator.Session session = coordinator.welcome();
    await(connected);
    Future<?> opened = client.openChannel("shop");
    long request = session.control().expect(RawFrame.OPEN).getLong("request");
    session.control().write(RawFrame.control(RawFrame.FAILURE,
      new JsonObject().put("request", request).put("code", 987_654).put("message", "moon phase")));
    assertEquals(ConecError.INTERNAL, failure(opened).error());
    assertTrue(failure(opened).getMessage().contains("moon phase"));
  }

  @Test
  void aCloseWithAnUnknownCode() {
    coordinator.welcome().connection().close(1_000_000, "moon phase");
    assertReconnects();
  }

  @Test
  void aCloseByQuicItself() {
    RawCoordinator.Session session = coordinator.welcome();
    await(connected);
    Future<?> opened = client.openChannel("shop");
    session.control().expect(RawFrame.OPEN);
    session.connection().closeTransport(0x0a);
    assertInstanceOf(ConecException.class, failure(opened));
    assertReconnects();
  }

  @Test
  void messagesForAnUnknownChannel() {
    RawCoordinator.Session session = coordinator.welcome();
    session.control().write(RawFrame.control(RawFrame.CHANNEL_CLOSED,
      new JsonObject().put("channel", "0123456789abcdef").put("code", 0)));
    session.control().write(RawFrame.ping(9)).expect(RawFrame.PONG);
    assertTrue(session.connection().isOpen());
  }

  @Test
  void moreIntroductionsThanAllowed() {
    closeFirst();
    client = create(coordinator.clientOptions("depot").setMaxChannels(2));
    RawCoordinator.Session session = coordinator.welcome();
    String certificate = RawIdentity.of("shop").base64();
    for (int i = 1; i <= 2; i++) {
      session.control().write(introduce(i, certificate)).expect(RawFrame.INTRODUCED);
    }
    JsonObject refused = session.control().write(introduce(3, certificate)).expect(RawFrame.FAILURE);
    assertEquals(3, refused.getInteger("request"));
    assertEquals(ConecError.LIMIT_EXCEEDED.code(), refused.getInteger("code"));
    assertTrue(refused.getString("message").contains("maxChannels"), refused::encode);
  }

  @Test
  void theClientPingsAtTheIntervalOfTheCoordinator() {
    try (RawCoordinator hurried = new RawCoordinator(900)) {
      ConecClient kept = create(hurried.clientOptions("depot"));
      RawCoordinator.Session session = hurried.welcome();
      for (int i = 0; i < 4; i++) {
        session.control().write(pong(session.control().expect(RawFrame.PING)));
      }
      assertTrue(session.connection().isOpen());
      await(kept.close());
    }
  }

  @Test
  void pingsThatAreNotAnsweredEndTheConnection() {
    closeFirst();
    client = create(coordinator.clientOptions("depot").setKeepAliveInterval(Duration.ofMillis(200)));
    RawCoordinator.Session silent = coordinator.welcome();
    silent.control().expect(RawFrame.PING);
    silent.connection().awaitClose();
    assertReconnects();
  }

  /** As by SIGSTOP: the answer to a ping has arrived, but is read only after its time-out. */
  @Test
  void aPauseOfTheProcessEndsNothingAndCausesNoBurstOfPings() throws Exception {
    await(client.close());
    client = ConecClient.create(vertx, coordinator.clientOptions("depot").setKeepAliveInterval(Duration.ofMillis(100)));
    Context context = vertx.getOrCreateContext();
    context.runOnContext(v -> client.connect());
    RawCoordinator.Session session = coordinator.welcome();
    JsonObject first = session.control().expect(RawFrame.PING);
    CountDownLatch paused = new CountDownLatch(1);
    context.runOnContext(v -> {
      paused.countDown();
      LockSupport.parkNanos(PAUSE.toNanos());
    });
    assertTrue(paused.await(15, TimeUnit.SECONDS));
    session.control().write(pong(first));
    int pings = 0;
    long end = System.nanoTime() + PAUSE.plusMillis(300).toNanos();
    while (System.nanoTime() < end) {
      byte[] frame = session.control().poll(20);
      if (frame != null) {
        pings++;
        session.control().write(pong(RawFrame.json(frame)));
      }
    }
    assertTrue(pings < 8, pings + " pings");
    assertTrue(session.connection().isOpen());
    assertNull(coordinator.socket().pollConnection(0));
  }

  private static byte[] pong(JsonObject ping) {
    return RawFrame.control(RawFrame.PONG, new JsonObject().put("request", ping.getLong("request")));
  }

  private static byte[] introduce(long request, String certificate) {
    return RawFrame.control(RawFrame.INTRODUCE, new JsonObject().put("request", request)
      .put("channel", String.format("%016x", request)).put("peer", "shop").put("certificate", certificate));
  }

  private static ConecException failure(Future<?> future) {
    return assertInstanceOf(ConecException.class,
      assertThrows(Throwable.class, () -> future.await(15, TimeUnit.SECONDS)));
  }

  private static void assertViolation(RawCoordinator.Session session, String reason) {
    Close close = session.connection().expectClose(PROTOCOL_VIOLATION.code());
    assertTrue(close.reason().contains(reason), () -> "'" + reason + "' is not in " + close);
  }
}
