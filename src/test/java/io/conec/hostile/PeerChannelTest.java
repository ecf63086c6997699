package io.conec.hostile;

import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection.Close;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.stream.Stream;

import static io.conec.ConecError.CHANNEL_CLOSED;
import static io.conec.ConecError.INTERNAL;
import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.ConecError.STREAM_RESET;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** A peer that breaks the protocol of a channel, in both roles, ends only this channel. */
class PeerChannelTest {

  /** Sixteen bytes. */
  private static final String KEY = "A".repeat(22) + "==";

  private static Victims victims;

  @BeforeAll
  static void start() {
    victims = new Victims();
    victims.shop.streamHandler(victims.streams::add);
  }

  @AfterAll
  static void stop() {
    victims.close();
  }

  @AfterEach
  void honestClientsAreServed() throws InterruptedException {
    victims.streams.clear();
    victims.assertServed();
  }

  /** All of them of a peer that initiates; the other role differs only in who opens the control stream. */
  static Stream<Arguments> violationsInBothRoles() {
    return Stream.concat(inRole(true, MalformedFrames.control()), inRole(false, MalformedFrames.oneOfEachKind()));
  }

  private static Stream<Arguments> inRole(boolean initiates, Stream<Arguments> violations) {
    return violations.map(violation ->
      arguments(initiates, violation.get()[0], violation.get()[1], violation.get()[2]));
  }

  static Stream<Arguments> fewViolations() {
    return MalformedFrames.oneOfEachKind();
  }

  @ParameterizedTest(name = "initiator {0}: {1}")
  @MethodSource("violationsInBothRoles")
  void onTheControlStream(boolean initiates, String name, byte[] bytes, String reason) {
    try (PeerPair pair = PeerPair.open(victims, initiates)) {
      pair.control().write(bytes);
      assertViolation(pair, reason);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fewViolations")
  void insteadOfTheOpeningOfAStream(String name, byte[] bytes, String reason) {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      pair.connection().openStream().write(bytes);
      assertViolation(pair, reason);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fewViolations")
  void insteadOfTheAcceptanceOfAStream(String name, byte[] bytes, String reason) {
    try (PeerPair pair = PeerPair.open(victims, false)) {
      Future<ConecStream> opened = pair.channel().openStream();
      pair.connection().acceptStream().write(bytes);
      assertViolation(pair, reason);
      assertEquals(PROTOCOL_VIOLATION, failure(opened).error());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messagesThatDoNotBelongThere(boolean initiates) {
    for (byte[] message : new byte[][] {RawFrame.hello("x"), RawFrame.open(1, "shop"), RawFrame.greeting(),
      RawFrame.streamOpen(1), RawFrame.control(RawFrame.SHUTDOWN, "{}")}) {
      try (PeerPair pair = PeerPair.open(victims, initiates)) {
        pair.control().write(message);
        assertViolation(pair, "does not belong on a peer channel");
      }
    }
  }

  static Stream<Arguments> candidates() {
    return Stream.of(
      arguments("no key", "", "127.0.0.1:1", "a probe key has 16 bytes, not 0"),
      arguments("a short key", "AAAA", "127.0.0.1:1", "a probe key has 16 bytes, not 3"),
      arguments("a long key", "A".repeat(60_000), "127.0.0.1:1", "a probe key has 16 bytes, not 45000"),
      arguments("a name", KEY, "localhost:1", "not an IP address with a port"),
      arguments("no port", KEY, "127.0.0.1", "not an IP address with a port"),
      arguments("a scope", KEY, "[fe80::1%lo]:1", "not an IP address with a port"),
      arguments("nothing", KEY, "", "not an IP address with a port"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("candidates")
  void invalidCandidates(String name, String key, String address, String reason) {
    for (boolean initiates : new boolean[] {true, false}) {
      try (PeerPair pair = PeerPair.open(victims, initiates, "AUTO")) {
        pair.control().write(RawFrame.control(RawFrame.CANDIDATES, new JsonObject().put("id", "0123456789abcdef")
          .put("key", key).put("addresses", new JsonArray().add("127.0.0.1:9").add(address))));
        assertViolation(pair, reason);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void candidatesManyTimes(boolean initiates) {
    try (PeerPair pair = PeerPair.open(victims, initiates, "AUTO")) {
      for (int i = 0; i < 500; i++) {
        JsonArray addresses = new JsonArray();
        for (int host = 1; host <= 100; host++) {
          addresses.add("127." + i % 256 + "." + i / 256 + "." + host + ":9");
        }
        pair.control().write(RawFrame.control(RawFrame.CANDIDATES, new JsonObject()
          .put("id", String.format("%016x", i)).put("key", KEY).put("addresses", addresses)));
      }
      pair.assertAlive();
    }
  }

  @Test
  void aPingIsAnsweredBeforeTheGreeting() {
    try (RawClient mallory = RawClient.join("mallory", victims.port())) {
      RawStream control = mallory.connectPeer("depot").awaitEstablished().openStream();
      control.write(RawFrame.ping(1)).expect(RawFrame.PONG);
      control.write(RawFrame.greeting()).expect(RawFrame.GREETING);
    }
  }

  @Test
  void aMessageThatDoesNotOpenAStream() {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      pair.connection().openStream().write(RawFrame.ping(1));
      assertViolation(pair, "Ping does not open a stream");
    }
  }

  @Test
  void dataAfterAViolationIsNotRead() throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      pair.connection().openStream().write(RawFrame.of("nonsense"), RawFrame.streamOpen(1));
      assertViolation(pair, "unknown control message type");
      assertNull(victims.streams.poll(200, MILLISECONDS));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theControlStreamIsEndedOrReset(boolean initiates) {
    try (PeerPair pair = PeerPair.open(victims, initiates)) {
      pair.control().end();
      assertViolation(pair, "the control stream was ended");
    }
    try (PeerPair pair = PeerPair.open(victims, initiates)) {
      pair.control().write(new byte[] {0, 0, 0, 5, RawFrame.PING}).end();
      assertViolation(pair, "inside a frame");
    }
    try (PeerPair pair = PeerPair.open(victims, initiates)) {
      pair.control().reset(1);
      assertViolation(pair, "aborted");
    }
    try (PeerPair pair = PeerPair.open(victims, initiates)) {
      pair.control().stopSending(1);
      pair.control().write(RawFrame.ping(1));
      assertViolation(pair, "aborted");
    }
  }

  @Test
  void aChannelIsClosedWithAnUnknownCode() {
    try (PeerPair pair = PeerPair.open(victims, false)) {
      pair.connection().close(77_777, "moon phase");
      await().until(pair.channel()::isClosed);
      ConecException reason = assertInstanceOf(ConecException.class, pair.channel().closeReason());
      assertEquals("moon phase", reason.getMessage());
      assertEquals(INTERNAL, reason.error());
    }
  }

  @Test
  void aChannelIsClosedWithoutAReason() {
    try (PeerPair pair = PeerPair.open(victims, false)) {
      pair.connection().close(0, "");
      await().until(pair.channel()::isClosed);
      assertEquals(CHANNEL_CLOSED, assertInstanceOf(ConecException.class, pair.channel().closeReason()).error());
    }
  }

  private static byte[] reset(long quicId) {
    return RawFrame.control(RawFrame.STREAM_RESET, new JsonObject().put("stream", quicId)
      .put("code", STREAM_RESET.code()).put("application", 1).put("message", ""));
  }

  private static ConecException failure(Future<?> future) {
    return assertInstanceOf(ConecException.class, assertThrows(Throwable.class, () -> future.await(8, SECONDS)));
  }

  private static void assertViolation(PeerPair pair, String reason) {
    Close close = pair.connection().expectClose(PROTOCOL_VIOLATION.code());
    assertTrue(close.reason().contains(reason), () -> "'" + reason + "' is not in " + close);
    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(pair.channel()::isClosed);
  }
}
