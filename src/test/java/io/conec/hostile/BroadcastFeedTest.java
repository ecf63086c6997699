package io.conec.hostile;

import io.conec.BroadcastRole;
import io.conec.ConecError;
import io.conec.hostile.BrokenCoordinator.Participant;
import io.conec.impl.wire.BusFrame;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawConnection.Close;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.function.Consumer;
import java.util.stream.Stream;

import static io.conec.ConecError.BROADCAST_STALLED;
import static io.conec.ConecError.COORDINATOR_LOST;
import static io.conec.ConecError.INTERNAL;
import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.hostile.BrokenCoordinator.NAME;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** A broken Coordinator on a broadcast stream: only this subscription ends, with a typed error. */
class BroadcastFeedTest {

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

  private static Arguments frame(String name, byte[] frame, String reason) {
    return arguments(name, (Consumer<RawStream>) stream -> stream.write(frame), reason);
  }

  private static Arguments end(String name, Consumer<RawStream> end, String reason) {
    return arguments(name, end, reason);
  }

  /** The largest message is announced with 1000 bytes; a bridge has room for more than that of a body. */
  static Stream<Arguments> violations() {
    return Stream.of(
      frame("an empty frame", RawFrame.of(""), "0 bytes"),
      frame("half a frame", RawFrame.of(new byte[16]), "16 bytes"),
      frame("type 0", RawFrame.of(typed(0)), "type 0x00"),
      frame("type 3", RawFrame.of(typed(3)), "type 0x03"),
      frame("a second Joined", RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(0)), "broadcast frame"),
      frame("a failure", RawFrame.control(RawFrame.FAILURE,
        "{\"request\":0,\"code\":97,\"message\":\"\"}"), "broadcast frame"),
      frame("position 0", RawBroadcast.message(0, "shop", 1, "buy"), "position 0"),
      frame("a negative position", RawBroadcast.message(-1, "shop", 1, "buy"), "position -1"),
      frame("number 0", RawBroadcast.message(1, "shop", 0, "buy"), "number 0"),
      frame("a negative number", RawBroadcast.message(1, "shop", Long.MIN_VALUE, "buy"), "number -"),
      frame("a message of nobody", RawBroadcast.message(1, "", 1, "buy"), "sender of 0 bytes"),
      frame("none dropped", RawBroadcast.dropped(1, 0), "number 0"),
      frame("less than none dropped", RawBroadcast.dropped(1, -1), "number -1"),
      frame("a message over the size announced",
        RawBroadcast.message(1, "shop", 1, "x".repeat(1300 + BusFrame.MAX_OVERHEAD)), "bytes"),
      frame("a length with the sign bit", new byte[] {-2, -1, -1, -1}, "4278190079"),
      end("the end", RawStream::end, "ended a broadcast stream"),
      end("the end with its mark", RawStream::endMarked, "ended a broadcast stream"),
      end("the end inside a frame", stream -> stream.write(new byte[] {0, 0}).end(), "inside a frame"),
      end("abandoned", RawStream::abandon, "abandoned"));
  }

  private static byte[] typed(int type) {
    byte[] body = RawBroadcast.message(1, "shop", 1, "buy");
    byte[] typed = new byte[body.length - 4];
    System.arraycopy(body, 4, typed, 0, typed.length);
    typed[0] = (byte) type;
    return typed;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void aViolationEndsOnlyThisSubscription(String name, Consumer<RawStream> deed, String reason) {
    Participant other = coordinator.join("other");
    Participant member = coordinator.join(NAME);
    member.stream.write(RawBroadcast.message(1, "shop", 1, "before"));
    assertEquals("shop 1 before", member.next());
    deed.accept(member.stream);
    member.assertFailed(PROTOCOL_VIOLATION, reason);
    assertFails(PROTOCOL_VIOLATION, member.broadcast.write(Buffer.buffer("x")));
    assertFails(PROTOCOL_VIOLATION, member.broadcast.leave());
    assertFalse(member.broadcast.isJoined());
    member.stream.expectEnd();
    other.stream.write(RawBroadcast.message(1, "shop", 1, "buy"));
    assertEquals("shop 1 buy", other.next());
    coordinator.leave(other);
  }

  @Test
  void aMessageForASender() {
    Participant member = coordinator.join(NAME, BroadcastRole.SENDER, RawBroadcast.joined(0));
    member.stream.write(RawBroadcast.message(1, "shop", 1, "buy"));
    member.assertFailed(PROTOCOL_VIOLATION, "SENDER");
    assertNull(member.messages.peek());
  }

  @Test
  void messagesAreReadInPieces() {
    Participant member = coordinator.join(NAME);
    for (byte value : RawFrame.join(RawBroadcast.message(1, "shop", 1, "buy"), RawBroadcast.dropped(3, 2),
      RawBroadcast.message(4, "s".repeat(253), Long.MAX_VALUE, "sell"))) {
      member.stream.write(new byte[] {value});
    }
    assertEquals("shop 1 buy", member.next());
    assertEquals("s".repeat(253) + " " + Long.MAX_VALUE + " sell", member.next());
    assertEquals(2, member.nextDropped());
    coordinator.leave(member);
  }

  /** The Coordinator chooses the numbers; no number breaks the client. */
  @Test
  void absurdNumbersDoNoHarm() {
    Participant member = coordinator.join(NAME);
    member.stream.write(RawBroadcast.dropped(Long.MAX_VALUE, Long.MAX_VALUE));
    assertEquals(Long.MAX_VALUE, member.nextDropped());
    member.stream.write(RawBroadcast.message(2, "shop", Long.MAX_VALUE, "back"));
    assertEquals("shop " + Long.MAX_VALUE + " back", member.next());
    member.stream.write(RawBroadcast.message(1, "shop", 1, "further back"));
    assertEquals("shop 1 further back", member.next());
    coordinator.leave(member);
  }

  @Test
  void aReasonThatComesAfterTheEndIsTheReason() {
    Participant member = coordinator.join(NAME);
    member.stream.abandon();
    coordinator.session.control().write(
      RawBroadcast.cutOff(member.stream.id(), BROADCAST_STALLED.code(), "moon phase"));
    member.assertFailed(BROADCAST_STALLED, "moon phase");
  }

  @Test
  void aCutOffWithAnUnknownCode() {
    Participant member = coordinator.join(NAME);
    coordinator.session.control().write(RawBroadcast.cutOff(member.stream.id(), 987_654, "moon phase"));
    member.assertFailed(INTERNAL, "moon phase");
    member.stream.expectEnd();
  }

  /** The stream has ended, does not exist yet, or is not one of a broadcast. */
  @Test
  void aCutOffOfAnotherStreamIsIgnored() {
    Participant member = coordinator.join(NAME);
    for (long stream : new long[] {0, 1, 3, member.stream.id() + 4, Long.MAX_VALUE}) {
      coordinator.session.control().write(RawBroadcast.cutOff(stream, PROTOCOL_VIOLATION.code(), ""));
    }
    coordinator.session.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
    member.stream.write(RawBroadcast.message(1, "shop", 1, "buy"));
    assertEquals("shop 1 buy", member.next());
    coordinator.leave(member);
    coordinator.session.control().write(RawBroadcast.cutOff(member.stream.id(), PROTOCOL_VIOLATION.code(), ""));
    assertNull(member.broadcast.closeReason());
  }

  /** QUIC notifies the writer. */
  @Test
  void theClientIsAskedToStopSending() {
    Participant member = coordinator.join(NAME);
    member.stream.stopSending(7);
    awaitUntil(() -> {
      member.broadcast.write(Buffer.buffer("buy"));
      return !member.broadcast.isJoined();
    });
    assertConnectsAnew(member);
  }

  @Test
  void aStreamIsReset() {
    Participant member = coordinator.join(NAME);
    member.stream.reset(7);
    assertConnectsAnew(member);
  }

  private void assertConnectsAnew(Participant member) {
    Close close = coordinator.session.connection().expectClose(PROTOCOL_VIOLATION.code());
    assertTrue(close.reason().contains("aborted"), close::toString);
    coordinator.welcome();
    RawStream stream = coordinator.nextJoin();
    stream.write(RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(0)));
    awaitUntil(member.broadcast::isJoined);
    Future<Void> left = member.broadcast.leave();
    stream.expectEnd();
    stream.endMarked();
    await(left);
  }

  /** A client that leaves reads the end of the stream, and the messages before it. */
  @Test
  void messagesWhileTheClientLeavesAreDropped() {
    Participant member = coordinator.join(NAME);
    Future<Void> left = member.broadcast.leave();
    member.stream.expectEnd();
    member.stream.write(RawBroadcast.message(1, "shop", 1, "late"), RawFrame.of("no frame of a broadcast"));
    member.stream.endMarked();
    await(left);
    assertNull(member.messages.peek());
    assertNull(member.broadcast.closeReason());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCoordinatorThatLetsNobodyLeave(boolean connectionLost) {
    Participant member = coordinator.join(NAME);
    Future<Void> left = member.broadcast.leave();
    member.stream.expectEnd();
    if (connectionLost) {
      coordinator.session.connection().closeTransport(1);
      assertFails(COORDINATOR_LOST, left);
      coordinator.welcome();
    } else {
      coordinator.session.control().write(
        RawBroadcast.cutOff(member.stream.id(), PROTOCOL_VIOLATION.code(), "moon phase"));
      assertFails(PROTOCOL_VIOLATION, left);
    }
  }

  /** The client joins again on another connection, with the position that it knows. */
  @Test
  void aStreamThatTheCoordinatorOpens() {
    Participant member = coordinator.join(NAME);
    member.stream.write(RawBroadcast.message(41, "shop", 7, "buy"));
    assertEquals("shop 7 buy", member.next());
    await(member.broadcast.write(Buffer.buffer("one")));
    coordinator.session.connection().openStream()
      .write(RawFrame.control(RawFrame.JOIN, RawBroadcast.join(NAME)));
    Close close = coordinator.session.connection().expectClose(PROTOCOL_VIOLATION.code());
    assertTrue(close.reason().contains("opens no streams"), close::toString);
    coordinator.welcome();
    RawStream again = coordinator.session.connection().acceptStream();
    JsonObject join = again.expect(RawFrame.JOIN);
    assertEquals(RawBroadcast.joined(0).getString("broadcast"), join.getString("broadcast"));
    assertEquals(41, join.getLong("position"));
    assertEquals(1, join.getLong("sequence"));
    again.write(RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(44).put("dropped", 3)));
    assertEquals(3, member.nextDropped());
    again.write(RawBroadcast.message(45, "shop", 11, "sell"));
    assertEquals("shop 11 sell", member.next());
    Future<Void> left = member.broadcast.leave();
    again.expectEnd();
    again.endMarked();
    await(left);
  }

  @Test
  void aJoinOnTheControlStreamIsAViolation() {
    for (int type : new int[] {RawFrame.JOIN, RawFrame.COUNT, RawFrame.JOINED}) {
      coordinator.session.control().write(RawFrame.control(type,
        RawBroadcast.joined(0).mergeIn(RawBroadcast.join(NAME)).put("request", 1)));
      coordinator.session.connection().expectClose(PROTOCOL_VIOLATION.code());
      coordinator.welcome();
    }
  }

  /** The Coordinator does not admit the reader again. */
  @Test
  void theJoinOnTheNextConnectionIsRefused() {
    Participant member = coordinator.join(NAME);
    coordinator.session.connection().closeTransport(1);
    coordinator.welcome();
    RawStream again = coordinator.nextJoin();
    again.write(RawFrame.control(RawFrame.FAILURE,
      new JsonObject().put("request", 0).put("code", ConecError.BROADCAST_NOT_PERMITTED.code()).put("message", "no")));
    member.assertFailed(ConecError.BROADCAST_NOT_PERMITTED, "no");
  }

  /** The connection is lost many times while the client joins again. */
  @Test
  void everyConnectionIsLostBeforeTheJoinIsAnswered() {
    Participant member = coordinator.join(NAME);
    for (int i = 0; i < 20; i++) {
      coordinator.session.connection().closeTransport(1);
      coordinator.welcome();
      if (i % 2 == 0) {
        coordinator.nextJoin();
      }
    }
    RawStream again = coordinator.nextJoin();
    again.write(RawFrame.control(RawFrame.JOINED, RawBroadcast.joined(1)), RawBroadcast.message(2, "shop", 1, "buy"));
    assertEquals("shop 1 buy", member.next());
    assertNull(member.broadcast.closeReason());
    Future<Void> left = member.broadcast.leave();
    again.expectEnd();
    again.endMarked();
    await(left);
  }
}
