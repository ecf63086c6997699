package io.conec.hostile;

import io.conec.BroadcastLimits;
import io.conec.BroadcastMessage;
import io.conec.ConecError;
import io.conec.test.TestNet;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection.Close;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.function.Consumer;

import static io.conec.ConecError.LIMIT_EXCEEDED;
import static io.conec.ConecError.MESSAGE_TOO_LARGE;
import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.hostile.Audience.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A client that breaks the protocol on a broadcast stream loses only this subscription, with a reason; others are not
 * affected.
 */
class HostileParticipantTest {

  private static final int MAX_MESSAGE_SIZE = 1000;
  private static final byte[] BUS = {0, 'b', 'u', 's'};

  private static Audience audience;

  @BeforeAll
  static void start() {
    audience = new Audience(limits -> limits.setMaxMessageSize(MAX_MESSAGE_SIZE));
  }

  @AfterAll
  static void stop() {
    audience.close();
  }

  @AfterEach
  void honestClientsAreServed() {
    audience.assertServed();
    audience.awaitAlone();
  }

  /** Does this to one of two subscriptions of a client. */
  private static void assertEndsOnlyThis(String role, Consumer<RawStream> deed, ConecError error, String reason) {
    try (RawClient mallory = audience.mallory()) {
      RawStream other = mallory.joinBroadcast(RawBroadcast.join("other"));
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME, role));
      deed.accept(stream);
      Audience.assertCutOff(mallory, stream, error, reason);
      audience.awaitMembersOf(NAME, 1, 1);
      other.write(RawFrame.of("me"));
      assertEquals("me", RawBroadcast.read(other.frame()).body());
      mallory.joinBroadcast(RawBroadcast.join(NAME, role));
    }
  }

  @Test
  void aReaderWrites() {
    for (String body : new String[] {"", "buy"}) {
      assertEndsOnlyThis("READER", stream -> stream.write(RawFrame.of(body)), PROTOCOL_VIOLATION, "READER");
    }
  }

  @Test
  void theLargestMessage() {
    try (RawClient mallory = audience.mallory()) {
      mallory.joinBroadcast(RawBroadcast.join(NAME, "SENDER")).write(RawFrame.of(new byte[MAX_MESSAGE_SIZE]));
      assertEquals(MAX_MESSAGE_SIZE, audience.next().body().length());
    }
  }

  @Test
  void oneByteMore() {
    for (String role : new String[] {"SENDER", "BOTH"}) {
      assertEndsOnlyThis(role, stream -> stream.write(RawFrame.of(new byte[MAX_MESSAGE_SIZE + 1])),
        MESSAGE_TOO_LARGE, "maxMessageSize");
    }
  }

  /** A message of an event bus has room for its headers beside its body. */
  @Test
  void theLargestMessageOfAnEventBus() {
    byte[] largest = new byte[MAX_MESSAGE_SIZE + 65_536];
    byte[] larger = new byte[largest.length + 1];
    System.arraycopy(BUS, 0, largest, 0, BUS.length);
    System.arraycopy(BUS, 0, larger, 0, BUS.length);
    try (RawClient mallory = audience.mallory()) {
      mallory.joinBroadcast(RawBroadcast.join(NAME, "SENDER")).write(RawFrame.of(largest));
      assertEquals(largest.length, audience.next().body().length());
    }
    assertEndsOnlyThis("SENDER", stream -> stream.write(RawFrame.of(larger)), MESSAGE_TOO_LARGE, "maxMessageSize");
  }

  /** The announced length is enough; the bytes need not arrive. */
  @Test
  void twoGigabytesAreAnnounced() {
    assertEndsOnlyThis("SENDER", stream -> stream.write(new byte[] {0x7f, -1, -1, -1}), MESSAGE_TOO_LARGE,
      "2147483647");
    assertEndsOnlyThis("SENDER", stream -> stream.write(new byte[] {-2, -1, -1, -1}), MESSAGE_TOO_LARGE, "4278190079");
  }

  /** A client that abandons its stream gets no reason. */
  @ParameterizedTest
  @ValueSource(strings = {"SENDER", "READER", "BOTH"})
  void theStreamIsEndedInsideAFrame(String role) {
    for (byte[] part : new byte[][] {{0}, {0, 0, 0, 9}, {0, 0, 0, 9, 4, '{'}, {(byte) 0xfe}}) {
      try (RawClient mallory = audience.mallory()) {
        RawStream other = mallory.joinBroadcast(RawBroadcast.join("other"));
        RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME, role));
        stream.write(part).end();
        stream.expectEnd();
        audience.awaitMembersOf(NAME, 1, 1);
        other.write(RawFrame.of("me"));
        assertEquals("me", RawBroadcast.read(other.frame()).body());
        mallory.joinBroadcast(RawBroadcast.join(NAME, role));
        Audience.assertAlive(mallory);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SENDER", "READER", "BOTH"})
  void theStreamIsReset(String role) {
    try (RawClient mallory = audience.mallory()) {
      mallory.joinBroadcast(RawBroadcast.join(NAME, role)).reset(7);
      assertTrue(mallory.connection().expectClose(PROTOCOL_VIOLATION.code()).reason().contains("aborted"));
      audience.awaitMembersOf(NAME, 1, 1);
    }
  }

  /** The Coordinator notices it when it has something to send. */
  @ParameterizedTest
  @ValueSource(strings = {"READER", "BOTH"})
  void theCoordinatorIsAskedToStopSending(String role) {
    try (RawClient mallory = audience.mallory()) {
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME, role));
      stream.stopSending(7);
      TestNet.awaitUntil(() -> {
        audience.assertServed();
        return !mallory.connection().isOpen();
      });
      assertTrue(mallory.connection().expectClose(PROTOCOL_VIOLATION.code()).reason().contains("aborted"));
      audience.awaitMembersOf(NAME, 1, 1);
    }
  }

  /**
   * Then the Coordinator has only its own end to send, which QUIC does not report as refused: the stream still counts.
   */
  @Test
  void streamsThatNeverEndAreBounded() {
    int most = 2 * BroadcastLimits.DEFAULT_MAX_BROADCASTS_PER_CLIENT + Audience.SPARE_STREAMS;
    try (RawClient mallory = audience.mallory()) {
      for (int i = 0; i < most; i++) {
        RawStream stream = mallory.joinBroadcast(RawBroadcast.join("other"));
        stream.atOnce(() -> {
          stream.stopSending(7);
          stream.end();
        });
        audience.awaitAlone();
      }
      mallory.connection().openStream().write(RawFrame.control(RawFrame.JOIN, RawBroadcast.join("other")));
      assertTrue(mallory.connection().expectClose(LIMIT_EXCEEDED.code()).reason().contains("maxBroadcastsPerClient"));
    }
  }

  @Test
  void messagesBeforeTheCutOffArePassedOnAndLaterOnesAreNot() {
    try (RawClient mallory = audience.mallory()) {
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME, "SENDER"));
      stream.write(RawFrame.of("before"), RawFrame.of(new byte[MAX_MESSAGE_SIZE + 1]), RawFrame.of("after"));
      Audience.assertCutOff(mallory, stream, MESSAGE_TOO_LARGE, "");
      BroadcastMessage message = audience.next();
      assertEquals("before", message.body().toString());
      audience.assertServed();
      assertTrue(audience.received.isEmpty());
    }
  }

  /** Data that is written while a direction ends is read and discarded. */
  @Test
  void aClientThatWasCutOffGoesOnWriting() {
    try (RawClient mallory = audience.mallory()) {
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME, "READER")).write(RawFrame.of("buy"));
      mallory.control().expect(RawFrame.CUT_OFF);
      stream.write(new byte[3_000_000]).end();
      stream.expectEnd();
      audience.assertServed();
      Audience.assertAlive(mallory);
    }
  }

  /** Orderly leaving: no cut-off, and the Coordinator ends its direction, too. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theEndWithItsMarkAndWithoutIsAGoodbye(boolean marked) {
    try (RawClient mallory = audience.mallory()) {
      RawStream stream = mallory.joinBroadcast(RawBroadcast.join(NAME)).write(RawFrame.of("bye"));
      if (marked) {
        stream.endMarked();
      } else {
        stream.end();
      }
      stream.expectEnd();
      assertEquals("bye", audience.next().body().toString());
      audience.awaitMembersOf(NAME, 1, 1);
      Audience.assertAlive(mallory);
    }
  }

  @Test
  void messagesThatOnlyACoordinatorSends() {
    JsonObject any = RawBroadcast.joined(0).put("stream", 4).put("code", 98).put("message", "").put("request", 1)
      .put("senders", 1).put("readers", 1);
    for (int type : new int[] {RawFrame.JOINED, RawFrame.CUT_OFF}) {
      try (RawClient mallory = audience.mallory()) {
        mallory.joinBroadcast(RawBroadcast.join(NAME));
        mallory.control().write(RawFrame.control(type, any));
        Close close = mallory.connection().expectClose(PROTOCOL_VIOLATION.code());
        assertTrue(close.reason().contains("is not for a Coordinator"), close::toString);
      }
    }
  }

  @Test
  void aJoinOnTheControlStream() {
    try (RawClient mallory = audience.mallory()) {
      mallory.control().write(RawFrame.control(RawFrame.JOIN, RawBroadcast.join(NAME)));
      mallory.connection().expectClose(PROTOCOL_VIOLATION.code());
    }
  }

  /** The stream has ended meanwhile, or never belonged to a reader. */
  @Test
  void progressOfAnotherStreamIsIgnored() {
    try (RawClient mallory = audience.mallory()) {
      mallory.joinBroadcast(RawBroadcast.join(NAME, "SENDER"));
      for (long stream : new long[] {0, 3, 4, 8, Long.MAX_VALUE}) {
        mallory.control().write(RawBroadcast.progress(stream, 1));
      }
      Audience.assertAlive(mallory);
    }
  }

  /** Like every unrequested answer. */
  @Test
  void anUnrequestedCountIsIgnored() {
    try (RawClient mallory = audience.mallory()) {
      mallory.control().write(RawFrame.control(RawFrame.COUNTED, "{\"request\":7,\"senders\":1,\"readers\":1}"));
      Audience.assertAlive(mallory);
    }
  }
}
