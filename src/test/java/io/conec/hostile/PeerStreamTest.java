package io.conec.hostile;

import io.conec.ConecException;
import io.conec.ConecStream;
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
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import static io.conec.ConecError.INTERNAL;
import static io.conec.ConecError.MESSAGE_TOO_LARGE;
import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.ConecError.STREAM_RESET;
import static io.conec.test.TestNet.await;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A peer that breaks the protocol of a data stream ends only this stream, or its channel. */
class PeerStreamTest {

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

  @Test
  void aMessageOverTheLimitEndsItsStreamOnly() throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream stream = pair.openStream(5);
      ConecStream victim = victims.streams.poll(5, SECONDS);
      stream.write(new byte[] {0x7f, -1, -1, -1, 1, 2, 3});
      JsonObject reset = pair.control().expect(RawFrame.STREAM_RESET);
      assertEquals(stream.id(), reset.getLong("stream"));
      assertEquals(MESSAGE_TOO_LARGE.code(), reset.getInteger("code"));
      assertTrue(reset.getString("message").contains("maxMessageSize"));
      assertEquals(MESSAGE_TOO_LARGE, reason(victim).error());
      assertEcho(pair.openStream(5));
    }
  }

  /** A frame may be longer than on other streams, by the fields around the body. */
  @Test
  void aFrameOverTheLimitEndsABusStreamOnly() throws InterruptedException {
    victims.depot.streamHandler("conec/bus", victims.streams::add);
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream stream = pair.connection().openStream().write(RawFrame.control(RawFrame.STREAM_OPEN,
        new JsonObject().put("stream", 7).put("protocol", "conec/bus").put("maxMessageSize", 1)));
      assertEquals(8 * 1024 * 1024, stream.expect(RawFrame.STREAM_ACCEPTED).getInteger("maxMessageSize"));
      ConecStream victim = victims.streams.poll(5, SECONDS);
      stream.write(new byte[] {0, (byte) 0x81, 0, 1});
      assertEquals(MESSAGE_TOO_LARGE.code(), pair.control().expect(RawFrame.STREAM_RESET).getInteger("code"));
      assertEquals(MESSAGE_TOO_LARGE, reason(victim).error());
      assertEcho(pair.openStream(5));
    } finally {
      victims.depot.streamHandler("conec/bus", null);
    }
  }

  @Test
  void aDataStreamThatEndsInsideAFrameEndsAlone() throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      for (byte[] part : new byte[][] {{0}, {0, 0, 0, 2}, {0, 0, 0, 2, 1}}) {
        RawStream stream = pair.openStream(1);
        ConecStream victim = victims.streams.poll(5, SECONDS);
        stream.write(part).end();
        JsonObject reset = pair.control().expect(RawFrame.STREAM_RESET);
        assertEquals(stream.id(), reset.getLong("stream"));
        assertEquals(PROTOCOL_VIOLATION.code(), reset.getInteger("code"));
        assertEquals(PROTOCOL_VIOLATION, reason(victim).error());
      }
      assertEcho(pair.openStream(1));
    }
  }

  @Test
  void aResetMayFollowTheEndThatItExplains() throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream stream = pair.openStream(1);
      ConecStream victim = victims.streams.poll(5, SECONDS);
      stream.write(new byte[] {0, 0, 0, 2, 1}).end();
      pair.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
      pair.control().write(reset(stream.id())).expect(RawFrame.STREAM_ENDED);
      assertEquals(STREAM_RESET, reason(victim).error());
      assertEcho(pair.openStream(1));
    }
  }

  @Test
  void aDataStreamIsResetByQuic() throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      pair.openStream(1).reset(9);
      assertViolation(pair, "aborted");
      assertEquals(PROTOCOL_VIOLATION, reason(victims.streams.poll(5, SECONDS)).error());
    }
  }

  @Test
  void aDataStreamIsStoppedByQuic() throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream stream = pair.openStream(1);
      stream.stopSending(9);
      stream.write(RawFrame.of("echo this"));
      assertViolation(pair, "aborted");
      assertEquals(PROTOCOL_VIOLATION, reason(victims.streams.poll(5, SECONDS)).error());
    }
  }

  @Test
  void manyEmptyMessages() {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream stream = pair.openStream(1);
      stream.write(new byte[4 * 10_000]);
      for (int i = 0; i < 10_000; i++) {
        assertEquals(0, stream.frame().length);
      }
    }
  }

  @Test
  void endsAndResetsOfUnknownStreamsAreIgnored() {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream stream = pair.openStream(3);
      for (long id : new long[] {0, 1, stream.id() + 4, Long.MAX_VALUE}) {
        pair.control().write(ended(id), reset(id));
        assertEquals(id, pair.control().expect(RawFrame.STREAM_ENDED).getLong("stream"));
      }
      assertEcho(stream);
    }
  }

  @Test
  void anEndThatIsClaimedTooEarlyIsNotBelieved() throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream stream = pair.openStream(3);
      ConecStream victim = victims.streams.poll(5, SECONDS);
      pair.control().write(ended(stream.id()));
      stream.end();
      assertEquals(stream.id(), pair.control().expect(RawFrame.STREAM_ENDED).getLong("stream"));
      // depot ends its side too, in its end handler, and still waits to hear that everything has arrived.
      stream.expectEnd();
      pair.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
      assertFalse(victim.end().isComplete());
      pair.control().write(ended(stream.id()));
      await(victim.end());
      assertNull(victim.closeReason());
    }
  }

  @Test
  void writesDoNotWaitForeverForAPeerThatLiesAboutTheEnd() throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream stream = pair.connection().openStream().write(RawFrame.control(RawFrame.STREAM_OPEN,
        new JsonObject().put("stream", 3).put("protocol", "").put("maxMessageSize", 100_000_000)));
      stream.expect(RawFrame.STREAM_ACCEPTED);
      stream.pause();
      ConecStream victim = victims.streams.poll(5, SECONDS);
      Future<Void> write = victim.write(Buffer.buffer(new byte[5_000_000]));
      stream.end();
      pair.control().write(ended(stream.id())).expect(RawFrame.STREAM_ENDED);
      await(pair.channel().close());
      assertNotNull(failure(write));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyPendingWriteFailsWithTheReasonOfTheClose(boolean closedByPeer) throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      pair.openStream(3).pause();
      ConecStream victim = victims.streams.poll(5, SECONDS);
      List<Future<Void>> writes = new ArrayList<>();
      for (int i = 0; i < 4000; i++) {
        writes.add(victim.write(Buffer.buffer(new byte[1000])));
      }
      await().until(() -> writes.get(900).isComplete());
      if (closedByPeer) {
        pair.connection().close(66_666, "moon phase");
      } else {
        pair.channel().close();
      }
      await().until(() -> writes.stream().allMatch(Future::isComplete));
      assertTrue(writes.get(3999).failed());
      assertEquals(Set.of(ConecException.class), writes.stream().filter(Future::failed)
        .map(write -> write.cause().getClass()).collect(Collectors.toSet()));
    }
  }

  @Test
  void aStreamIsResetWithAnUnknownCode() throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream stream = pair.openStream(3);
      ConecStream victim = victims.streams.poll(5, SECONDS);
      pair.control().write(RawFrame.control(RawFrame.STREAM_RESET, new JsonObject().put("stream", stream.id())
        .put("code", 123_456).put("application", Long.MAX_VALUE).put("message", "moon phase")));
      ConecException reason = reason(victim);
      assertEquals(INTERNAL, reason.error());
      assertEquals(Long.MAX_VALUE, reason.applicationCode());
      assertTrue(reason.getMessage().contains("moon phase"));
      assertEcho(pair.openStream(3));
    }
  }

  @Test
  void aStreamIsResetByAPeerThatGoesOnWriting() throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream stream = pair.openStream(3);
      ConecStream victim = victims.streams.poll(5, SECONDS);
      pair.control().write(reset(stream.id()));
      assertEquals(STREAM_RESET, reason(victim).error());
      stream.write(new byte[500_000]);
      stream.expectEnd();
      assertEcho(pair.openStream(3));
    }
  }

  @Test
  void aPeerThatReadsSmallMessagesOnly() throws InterruptedException {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream stream = pair.connection().openStream().write(RawFrame.control(RawFrame.STREAM_OPEN,
        new JsonObject().put("stream", 3).put("protocol", "").put("maxMessageSize", 0)));
      stream.expect(RawFrame.STREAM_ACCEPTED);
      ConecStream victim = victims.streams.poll(5, SECONDS);
      assertEquals(MESSAGE_TOO_LARGE, failure(victim.write(Buffer.buffer("x"))).error());
      await(victim.write(Buffer.buffer()));
      assertEquals(0, stream.frame().length);
    }
  }

  private static byte[] ended(long quicId) {
    return RawFrame.control(RawFrame.STREAM_ENDED, new JsonObject().put("stream", quicId));
  }

  private static byte[] reset(long quicId) {
    return RawFrame.control(RawFrame.STREAM_RESET, new JsonObject().put("stream", quicId)
      .put("code", STREAM_RESET.code()).put("application", 1).put("message", ""));
  }

  private static void assertEcho(RawStream stream) {
    stream.write(RawFrame.of("echo"));
    assertEquals("echo", new String(stream.frame()));
  }

  private static ConecException reason(ConecStream stream) {
    await().until(() -> stream.closeReason() != null);
    return assertInstanceOf(ConecException.class, stream.closeReason());
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
