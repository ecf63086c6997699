package io.conec.hostile;

import io.conec.BroadcastLimits;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection.Close;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

import static io.conec.ConecError.INVALID_ID;
import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.ConecError.VERSION_MISMATCH;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** A client that breaks the protocol on its control stream gets the reason; others are not affected. */
class CoordinatorControlStreamTest {

  private static final String MALLORY = "mallory";

  private static Victims victims;

  @BeforeAll
  static void start() {
    victims = new Victims();
  }

  @AfterAll
  static void stop() {
    victims.close();
  }

  @AfterEach
  void honestClientsAreServed() throws InterruptedException {
    victims.assertServed();
  }

  /** Invalid bytes before or after the hello, and a part of the expected reason. */
  static Stream<Arguments> violations() {
    return MalformedFrames.control();
  }

  static Stream<Arguments> fewViolations() {
    return MalformedFrames.oneOfEachKind();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void afterTheWelcome(String name, byte[] bytes, String reason) {
    try (RawClient client = RawClient.joinAgain(MALLORY, victims.port())) {
      client.control().write(bytes);
      assertViolation(client, reason);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fewViolations")
  void insteadOfTheHello(String name, byte[] bytes, String reason) {
    try (RawClient client = RawClient.connect(RawIdentity.shared(MALLORY), victims.port())) {
      client.control().write(bytes);
      assertViolation(client, reason);
    }
  }

  static Stream<Arguments> misplaced() {
    JsonObject request = new JsonObject().put("request", 0);
    return Stream.of(
      arguments("Open", RawFrame.open(1, "depot")),
      arguments("Claim", RawFrame.control(RawFrame.CLAIM,
        new JsonObject().put("channel", "0".repeat(16)).put("peer", "depot").put("initiator", true))),
      arguments("Welcome", RawFrame.control(RawFrame.WELCOME,
        "{\"version\":1,\"address\":\"127.0.0.1:1\",\"peerTrust\":[]}")),
      arguments("Greeting", RawFrame.greeting()),
      arguments("Shutdown", RawFrame.control(RawFrame.SHUTDOWN, "{}")),
      arguments("StreamOpen", RawFrame.streamOpen(1)),
      arguments("Failure", RawFrame.control(RawFrame.FAILURE, request.copy().put("code", 1).put("message", ""))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misplaced")
  void beforeTheHello(String name, byte[] message) {
    try (RawClient client = RawClient.connect(RawIdentity.shared(MALLORY), victims.port())) {
      client.control().write(message);
      assertViolation(client, name + " came before the hello");
    }
  }

  @Test
  void messagesThatOnlyACoordinatorSends() {
    for (byte[] message : new byte[][] {RawFrame.greeting(), RawFrame.control(RawFrame.SHUTDOWN, "{}"),
      RawFrame.control(RawFrame.WELCOME, "{\"version\":1,\"address\":\"127.0.0.1:1\",\"peerTrust\":[]}"),
      RawFrame.control(RawFrame.INTRODUCE, new JsonObject().put("request", 1).put("channel", "0".repeat(16))
        .put("peer", "depot").put("certificate", ""))}) {
      try (RawClient client = RawClient.joinAgain(MALLORY, victims.port())) {
        client.control().write(message);
        assertViolation(client, "is not for a Coordinator");
      }
    }
  }

  @Test
  void aPingIsAnsweredAndAnAnswerIgnoredBeforeTheHello() {
    try (RawClient client = RawClient.connect(RawIdentity.shared(MALLORY), victims.port())) {
      client.control().write(RawFrame.control(RawFrame.PONG, "{\"request\":77}"), RawFrame.ping(1));
      assertEquals(1, client.control().expect(RawFrame.PONG).getInteger("request"));
      client.hello(MALLORY);
    }
  }

  @Test
  void aSecondHello() {
    try (RawClient client = RawClient.joinAgain(MALLORY, victims.port())) {
      client.control().write(RawFrame.hello(MALLORY));
      assertViolation(client, "Hello is not for a Coordinator");
    }
  }

  @Test
  void twoHellosAtOnce() {
    try (RawClient client = RawClient.connect(RawIdentity.shared(MALLORY), victims.port())) {
      client.control().write(RawFrame.hello(MALLORY), RawFrame.hello("shop"));
      assertViolation(client, "Hello came before the welcome");
    }
    await().until(() -> victims.net.coordinator().clientCount() == 2);
  }

  @Test
  void otherVersion() {
    try (RawClient client = RawClient.connect(RawIdentity.shared(MALLORY), victims.port())) {
      client.control().write(RawFrame.control(RawFrame.HELLO,
        new JsonObject().put("version", 2).put("id", MALLORY).put("instance", "").put("acceptChannels", true)));
      client.connection().expectClose(VERSION_MISMATCH.code());
    }
  }

  @Test
  void anInvalidId() {
    for (String id : new String[] {"", "x".repeat(254), "a b", "ä", "\u0000"}) {
      try (RawClient client = RawClient.connect(RawIdentity.shared(MALLORY), victims.port())) {
        client.control().write(RawFrame.hello(id));
        client.connection().expectClose(INVALID_ID.code());
      }
    }
  }

  @Test
  void thereAreStreamsForBroadcastsOnly() {
    try (RawClient client = RawClient.joinAgain(MALLORY, victims.port())) {
      assertEquals(BroadcastLimits.DEFAULT_MAX_BROADCASTS_PER_CLIENT + Audience.SPARE_STREAMS,
        client.connection().allowedStreams());
      client.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
    }
  }

  @Test
  void theControlStreamIsEnded() {
    try (RawClient client = RawClient.joinAgain(MALLORY, victims.port())) {
      client.control().end();
      assertViolation(client, "the control stream was ended");
    }
  }

  @Test
  void theControlStreamIsEndedInsideAFrame() {
    for (byte[] part : new byte[][] {{0}, {0, 0, 0, 9}, {0, 0, 0, 9, 4, '{'}}) {
      try (RawClient client = RawClient.joinAgain(MALLORY, victims.port())) {
        client.control().write(part).end();
        assertViolation(client, "inside a frame");
      }
    }
  }

  @Test
  void theControlStreamIsReset() {
    try (RawClient client = RawClient.joinAgain(MALLORY, victims.port())) {
      client.control().reset(7);
      assertViolation(client, "aborted");
    }
  }

  @Test
  void theCoordinatorIsAskedToStopSending() {
    try (RawClient client = RawClient.joinAgain(MALLORY, victims.port())) {
      client.control().stopSending(7);
      client.control().write(RawFrame.ping(1));
      assertViolation(client, "aborted");
    }
  }

  @Test
  void aCloseWithoutAReasonIsAGoodbye() {
    RawClient client = RawClient.joinAgain(MALLORY, victims.port());
    client.connectPeer("depot");
    assertEquals(1, victims.net.coordinator().channelCount());
    client.connection().close(0, "");
    // The client would stay in the broadcast for the idle time-out if it could come back.
    await().until(() -> victims.net.coordinator().channelCount() == 0);
    client.close();
  }

  @Test
  void unrequestedAnswersAreIgnored() {
    try (RawClient client = RawClient.joinAgain(MALLORY, victims.port())) {
      for (int type : new int[] {RawFrame.PONG, RawFrame.INTRODUCED}) {
        client.control().write(RawFrame.control(type, "{\"request\":77}"));
      }
      client.control().write(RawFrame.control(RawFrame.FAILURE, "{\"request\":77,\"code\":9999,\"message\":\"\"}"));
      client.control().write(RawFrame.control(RawFrame.OPENED,
        new JsonObject().put("request", 77).put("channel", "0".repeat(16)).put("certificate", "")));
      assertEquals(5, client.control().write(RawFrame.ping(5)).expect(RawFrame.PONG).getInteger("request"));
    }
  }

  @Test
  void unknownFieldsAreIgnored() {
    try (RawClient client = RawClient.joinAgain(MALLORY, victims.port())) {
      client.control().write(RawFrame.control(RawFrame.PING, "{\"request\":1,\"new\":{\"deep\":[1,2,{}]}}"))
        .expect(RawFrame.PONG);
    }
  }

  private static void assertViolation(RawClient client, String reason) {
    Close close = client.connection().expectClose(PROTOCOL_VIOLATION.code());
    assertTrue(close.reason().contains(reason), () -> "'" + reason + "' is not in " + close);
  }
}
