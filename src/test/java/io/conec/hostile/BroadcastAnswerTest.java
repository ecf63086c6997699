package io.conec.hostile;

import io.conec.BroadcastInfo;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.hostile.BrokenCoordinator.Participant;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static io.conec.ConecError.BROADCAST_NOT_PERMITTED;
import static io.conec.ConecError.CLOSED;
import static io.conec.ConecError.COORDINATOR_LOST;
import static io.conec.ConecError.INTERNAL;
import static io.conec.ConecError.MESSAGE_TOO_LARGE;
import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.ConecError.TIMEOUT;
import static io.conec.hostile.BrokenCoordinator.NAME;
import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Invalid answers of a Coordinator to a join or a count cause only a typed error. */
class BroadcastAnswerTest {

  private static BrokenCoordinator coordinator;

  @BeforeAll
  static void start() {
    coordinator = new BrokenCoordinator();
  }

  @AfterAll
  static void stop() {
    coordinator.close();
  }

  @AfterEach
  void theClientGoesOn() {
    coordinator.assertGoesOn();
  }

  private static Arguments answer(String name, byte[] frame, ConecError error, String reason) {
    return arguments(name, (Consumer<RawStream>) stream -> stream.write(frame), error, reason);
  }

  private static Arguments end(String name, Consumer<RawStream> end, String reason) {
    return arguments(name, end, PROTOCOL_VIOLATION, reason);
  }

  static Stream<Arguments> answers() {
    JsonObject failure = new JsonObject().put("request", 0).put("code", 97).put("message", "moon phase");
    return Stream.of(
      answer("Pong", RawFrame.control(RawFrame.PONG, "{\"request\":0}"), PROTOCOL_VIOLATION, "Pong"),
      answer("Counted", RawFrame.control(RawFrame.COUNTED, "{\"request\":0,\"senders\":1,\"readers\":1}"),
        PROTOCOL_VIOLATION, "Counted"),
      answer("Join", RawFrame.control(RawFrame.JOIN, RawBroadcast.join(NAME)), PROTOCOL_VIOLATION, "Join"),
      answer("an empty frame", RawFrame.of(""), PROTOCOL_VIOLATION, "empty control frame"),
      answer("a message", RawBroadcast.message(1, "shop", 1, "buy"), PROTOCOL_VIOLATION, "not a JSON object"),
      answer("dropped messages", RawBroadcast.dropped(1, 1), PROTOCOL_VIOLATION, "not a JSON object"),
      answer("a frame that is too long", new byte[] {0, 1, 0, 1, RawFrame.JOINED}, PROTOCOL_VIOLATION, "65537"),
      answer("an unknown type", RawFrame.control(0x77, "{}"), PROTOCOL_VIOLATION, "0x77"),
      answer("Joined without fields", RawFrame.control(RawFrame.JOINED, "{}"), PROTOCOL_VIOLATION, "'broadcast'"),
      answer("a broadcast of another form", joined("broadcast", "1"), PROTOCOL_VIOLATION, "'broadcast'"),
      answer("a negative position", joined("position", -1), PROTOCOL_VIOLATION, "'position'"),
      answer("a negative gap", joined("dropped", -1), PROTOCOL_VIOLATION, "'dropped'"),
      answer("no largest message", joined("maxMessageSize", null), PROTOCOL_VIOLATION, "'maxMessageSize'"),
      answer("messages of more than 32 bits", joined("maxMessageSize", 1L << 31), PROTOCOL_VIOLATION,
        "'maxMessageSize'"),
      answer("messages larger than this client reads", joined("maxMessageSize", Integer.MAX_VALUE),
        MESSAGE_TOO_LARGE, "maxMessageSize"),
      answer("a refusal", RawFrame.control(RawFrame.FAILURE, failure), BROADCAST_NOT_PERMITTED, "moon phase"),
      answer("a refusal for a reason that nobody knows",
        RawFrame.control(RawFrame.FAILURE, failure.copy().put("code", 987_654)), INTERNAL, "moon phase"),
      end("the end", RawStream::end, "ended a broadcast stream"),
      end("the end with its mark", RawStream::endMarked, "ended a broadcast stream"),
      end("the end inside a frame", stream -> stream.write(new byte[] {0, 0}).end(), "inside a frame"),
      end("abandoned", RawStream::abandon, "abandoned"));
  }

  private static byte[] joined(String field, Object value) {
    return RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(0).put(field, value));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void aJoinIsAnsweredWithSomethingElse(String name, Consumer<RawStream> answer, ConecError error, String reason) {
    Future<ConecBroadcast> request = coordinator.request(NAME, BroadcastRole.BOTH);
    RawStream stream = coordinator.nextJoin();
    answer.accept(stream);
    ConecException failure = assertFails(error, request);
    assertTrue(failure.getMessage().contains(reason), failure.getMessage());
    // The name is free again.
    coordinator.leave(coordinator.join(NAME));
  }

  @Test
  void aJoinIsReset() {
    Future<ConecBroadcast> request = coordinator.request(NAME, BroadcastRole.BOTH);
    coordinator.nextJoin().reset(7);
    coordinator.session.connection().expectClose(PROTOCOL_VIOLATION.code());
    assertFails(COORDINATOR_LOST, request);
    coordinator.welcome();
  }

  /** Code that waits for either end may join again, and does not get BROADCAST_ALREADY_JOINED. */
  @Test
  void aBroadcastIsForgottenBeforeItsFuturesComplete() {
    Future<Integer> refused = coordinator.request(NAME, BroadcastRole.BOTH)
      .transform(result -> Future.succeededFuture(coordinator.client.broadcasts().size()));
    coordinator.nextJoin().write(RawFrame.of(""));
    assertEquals(0, await(refused));
    Participant member = coordinator.join(NAME);
    Future<Integer> left = member.broadcast.leave().map(v -> coordinator.client.broadcasts().size());
    member.stream.expectEnd();
    member.stream.endMarked();
    assertEquals(0, await(left));
  }

  @ParameterizedTest
  @EnumSource(BroadcastRole.class)
  void aJoinIsAnsweredAndTheStreamReset(BroadcastRole role) {
    Future<ConecBroadcast> request = coordinator.request(NAME, role);
    RawStream stream = coordinator.nextJoin();
    stream.write(RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(0)));
    stream.abandon();
    coordinator.member(request, stream).assertFailed(PROTOCOL_VIOLATION, "abandoned");
  }

  /** The reason may come on either stream, and on the control stream it may come later. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aJoinIsCutOff(boolean endedFirst) {
    Future<ConecBroadcast> request = coordinator.request(NAME, BroadcastRole.BOTH);
    RawStream stream = coordinator.nextJoin();
    if (endedFirst) {
      stream.abandon();
    }
    coordinator.session.control().write(RawBroadcast.cutOff(stream.id(), PROTOCOL_VIOLATION.code(), "moon phase"));
    assertTrue(assertFails(PROTOCOL_VIOLATION, request).getMessage().contains("moon phase"));
  }

  /** A sender receives no messages, so its read limit does not apply; the size of a buffer limits its messages. */
  @Test
  void aSenderNeedsNoRoomForMessagesOfOthers() {
    Participant member = coordinator.join(NAME, BroadcastRole.SENDER,
      RawBroadcast.joined(0).put("maxMessageSize", Integer.MAX_VALUE));
    await(member.broadcast.write(Buffer.buffer("buy")));
    assertEquals("buy", new String(member.stream.frame()));
    coordinator.leave(member);
  }

  @Test
  void aLimitOfZeroPermitsOnlyEmptyMessages() {
    Participant member = coordinator.join(NAME, BroadcastRole.BOTH, RawBroadcast.joined(0).put("maxMessageSize", 0));
    assertFails(MESSAGE_TOO_LARGE, member.broadcast.write(Buffer.buffer("x")));
    await(member.broadcast.write(Buffer.buffer()));
    assertEquals(0, member.stream.frame().length);
    coordinator.leave(member);
  }

  /** The Coordinator gives the number of dropped messages; the client passes it on at its first join, too. */
  @Test
  void anAbsurdNumberOfDroppedMessages() {
    Participant member = coordinator.join(NAME, BroadcastRole.BOTH,
      RawBroadcast.joined(Long.MAX_VALUE).put("dropped", Long.MAX_VALUE));
    assertEquals(Long.MAX_VALUE, member.nextDropped());
    coordinator.leave(member);
  }

  @Test
  void theAnswerArrivesInPieces() {
    Future<ConecBroadcast> request = coordinator.request(NAME, BroadcastRole.BOTH);
    RawStream stream = coordinator.nextJoin();
    for (byte value : RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(0))) {
      stream.write(new byte[] {value});
    }
    coordinator.leave(coordinator.member(request, stream));
  }

  @Test
  void aCountIsAnsweredWithSomethingElse() {
    Future<BroadcastInfo> count = coordinator.client.broadcastInfo(NAME);
    coordinator.session.control().write(
      RawFrame.control(RawFrame.PONG, new JsonObject().put("request", nextCount())));
    assertFails(PROTOCOL_VIOLATION, count);
    coordinator.session.connection().expectClose(PROTOCOL_VIOLATION.code());
    coordinator.welcome();
  }

  @Test
  void aCountIsRefusedWithAnUnknownCode() {
    Future<BroadcastInfo> count = coordinator.client.broadcastInfo(NAME);
    coordinator.session.control().write(RawFrame.control(RawFrame.FAILURE,
      new JsonObject().put("request", nextCount()).put("code", 987_654).put("message", "moon phase")));
    assertTrue(assertFails(INTERNAL, count).getMessage().contains("moon phase"));
  }

  private long nextCount() {
    JsonObject count = coordinator.session.control().expect(RawFrame.COUNT);
    assertEquals(NAME, count.getString("name"));
    return count.getLong("request");
  }

  @Test
  void unrequestedCountsAreIgnored() {
    coordinator.session.control().write(
      RawFrame.control(RawFrame.COUNTED, "{\"request\":77,\"senders\":1,\"readers\":1}"));
  }

  @Test
  void nothingIsAnswered() {
    try (BrokenCoordinator silent = new BrokenCoordinator(options -> options.setOpenTimeout(Duration.ofMillis(300)))) {
      Future<ConecBroadcast> request = silent.request(NAME, BroadcastRole.BOTH);
      Future<BroadcastInfo> count = silent.client.broadcastInfo(NAME);
      RawStream stream = silent.nextJoin();
      assertTrue(assertFails(TIMEOUT, request).getMessage().contains("openTimeout"));
      assertTrue(assertFails(TIMEOUT, count).getMessage().contains("openTimeout"));
      silent.session.control().expect(RawFrame.COUNT);
      // Too late: the client has reset the stream.
      stream.write(RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(0)));
      stream.expectEnd();
      silent.assertGoesOn();
    }
  }

  /** A client closes although the Coordinator never answers. */
  @Test
  void aClientClosesWhileItsJoinIsNotAnswered() {
    BrokenCoordinator silent = new BrokenCoordinator();
    Future<ConecBroadcast> request = silent.request(NAME, BroadcastRole.BOTH);
    silent.nextJoin();
    silent.close();
    assertError(CLOSED, request.cause());
  }
}
