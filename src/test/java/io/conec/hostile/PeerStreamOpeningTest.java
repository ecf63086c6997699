package io.conec.hostile;

import io.conec.ClientOptions;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawConnection;
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

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

import static io.conec.ConecError.INTERNAL;
import static io.conec.ConecError.LIMIT_EXCEEDED;
import static io.conec.ConecError.PROTOCOL_VIOLATION;
import static io.conec.ConecError.STREAM_ID_IN_USE;
import static io.conec.ConecError.STREAM_REFUSED;
import static io.conec.test.TestNet.await;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A peer that breaks the protocol while a data stream is opened by either side. */
class PeerStreamOpeningTest {

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
  void aStreamThatEndsBeforeItIsOpened() {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      pair.connection().openStream().write().end();
      assertEcho(pair.openStream(1));
    }
  }

  /** None of the message, or a part of it. */
  @Test
  void aStreamThatIsNeverOpenedEndsAlone() {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      byte[] open = RawFrame.streamOpen(1);
      byte[][] parts = {{(byte) 0xfe}, {0}, Arrays.copyOf(open, 4), Arrays.copyOf(open, open.length - 1)};
      for (byte[] part : parts) {
        RawStream stream = pair.connection().openStream().write(part);
        stream.end();
        stream.expectEnd();
      }
      assertEcho(pair.openStream(1));
    }
  }

  @Test
  void anIncompleteAnswerFailsTheOpening() {
    try (PeerPair pair = PeerPair.open(victims, false)) {
      byte[] accepted = RawFrame.control(RawFrame.STREAM_ACCEPTED, "{\"maxMessageSize\":10}");
      for (byte[] part : new byte[][] {{(byte) 0xfe}, {0}, Arrays.copyOf(accepted, accepted.length - 1)}) {
        Future<ConecStream> opened = pair.channel().openStream();
        RawStream stream = pair.connection().acceptStream();
        stream.write(part).end();
        JsonObject reset = pair.control().expect(RawFrame.STREAM_RESET);
        assertEquals(stream.id(), reset.getLong("stream"));
        assertEquals(PROTOCOL_VIOLATION.code(), reset.getInteger("code"));
        assertEquals(PROTOCOL_VIOLATION, failure(opened).error());
        stream.expectEnd();
      }
      pair.assertAlive();
    }
  }

  @Test
  void aResetMayFollowAnIncompleteAnswer() {
    try (PeerPair pair = PeerPair.open(victims, false)) {
      Future<ConecStream> opened = pair.channel().openStream();
      RawStream stream = pair.connection().acceptStream();
      stream.abandon();
      pair.control().write(RawFrame.control(RawFrame.STREAM_RESET, new JsonObject().put("stream", stream.id())
        .put("code", LIMIT_EXCEEDED.code()).put("application", 0).put("message", "moon phase")));
      assertEquals(LIMIT_EXCEEDED, failure(opened).error());
      pair.assertAlive();
    }
  }

  /** Otherwise each of them would be kept as long as the channel is open. */
  @Test
  void streamsWhoseEndIsNeverConfirmedAreCounted() {
    ConecClient few = ConecClient.create(victims.net.vertx(),
      victims.net.clientOptions("few").setMaxStreamsPerChannel(2));
    few.streamHandler(stream -> stream.handler(data -> { }).endHandler(end -> stream.end()));
    await(few.connect());
    try (RawClient mallory = RawClient.join("mallory", victims.port())) {
      RawConnection connection = mallory.connectPeer("few").awaitEstablished();
      RawStream control = connection.openStream().write(RawFrame.greeting());
      control.expect(RawFrame.GREETING);
      control.expect(RawFrame.CANDIDATES);
      RawStream stream = null;
      for (int id = 1; id <= 4; id++) {
        stream = open(connection, id);
        stream.expect(RawFrame.STREAM_ACCEPTED);
        stream.endMarked();
        stream.expectEnd();
        assertEquals(stream.id(), control.expect(RawFrame.STREAM_ENDED).getLong("stream"));
      }
      RawStream refused = open(connection, 5);
      assertEquals(LIMIT_EXCEEDED.code(), refused.expect(RawFrame.FAILURE).getInteger("code"));
      refused.abandon();
      control.write(RawFrame.control(RawFrame.STREAM_ENDED, new JsonObject().put("stream", stream.id())),
        RawFrame.ping(1)).expect(RawFrame.PONG);
      open(connection, 6).expect(RawFrame.STREAM_ACCEPTED);
    } finally {
      await(few.close());
    }
  }

  private static RawStream open(RawConnection connection, long id) {
    TestNet.awaitUntil(() -> connection.allowedStreams() > 0);
    return connection.openStream().write(RawFrame.streamOpen(id));
  }

  @Test
  void anIdThatIsInUse() {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream first = pair.openStream(3);
      RawStream second = pair.connection().openStream().write(RawFrame.streamOpen(3));
      assertEquals(STREAM_ID_IN_USE.code(), second.expect(RawFrame.FAILURE).getInteger("code"));
      assertEcho(first);
    }
  }

  @Test
  void anIdOrAProtocolThatIsTooLarge() {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      RawStream id = pair.connection().openStream().write(RawFrame.streamOpen(StreamOptions.MAX_ID + 1));
      assertEquals(PROTOCOL_VIOLATION.code(), id.expect(RawFrame.FAILURE).getInteger("code"));
      RawStream protocol = pair.connection().openStream().write(RawFrame.control(RawFrame.STREAM_OPEN,
        new JsonObject().put("stream", 1).put("protocol", "p".repeat(10_000)).put("maxMessageSize", 1)));
      assertEquals(PROTOCOL_VIOLATION.code(), protocol.expect(RawFrame.FAILURE).getInteger("code"));
      RawStream unknown = pair.connection().openStream().write(RawFrame.control(RawFrame.STREAM_OPEN,
        new JsonObject().put("stream", 1).put("protocol", "moon").put("maxMessageSize", 1)));
      assertEquals(STREAM_REFUSED.code(), unknown.expect(RawFrame.FAILURE).getInteger("code"));
      // Characters are UTF-16 units: each of these is two.
      assertEquals(STREAM_REFUSED.code(), refused(pair, "😀".repeat(127) + "p"));
      assertEquals(PROTOCOL_VIOLATION.code(), refused(pair, "😀".repeat(128)));
      assertEcho(pair.openStream(1));
    }
  }

  private static int refused(PeerPair pair, String protocol) {
    RawStream stream = pair.connection().openStream().write(RawFrame.control(RawFrame.STREAM_OPEN,
      new JsonObject().put("stream", 1).put("protocol", protocol).put("maxMessageSize", 1)));
    return stream.expect(RawFrame.FAILURE).getInteger("code");
  }

  @Test
  void moreStreamsThanAllowed() {
    try (PeerPair pair = PeerPair.open(victims, true)) {
      assertEquals(ClientOptions.DEFAULT_MAX_STREAMS_PER_CHANNEL, pair.connection().allowedStreams());
      pair.connection().openStreams(ClientOptions.DEFAULT_MAX_STREAMS_PER_CHANNEL + 50, new byte[] {0});
      await().until(() -> pair.connection().allowedStreams() == 0);
      pair.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
    }
  }

  @Test
  void moreStreamsThanThePeerAllows() {
    try (PeerPair pair = PeerPair.open(victims, false)) {
      // The raw peer allows 100, one of them is the control stream.
      for (int i = 0; i < 99; i++) {
        pair.channel().openStream();
        pair.connection().acceptStream();
      }
      ConecException failure = failure(pair.channel().openStream());
      assertEquals(LIMIT_EXCEEDED, failure.error());
      assertTrue(failure.getMessage().contains("maxStreamsPerChannel"), failure.getMessage());
    }
  }

  @Test
  void anAcceptedStreamIsAcceptedAgain() {
    try (PeerPair pair = PeerPair.open(victims, false)) {
      Future<ConecStream> opened = pair.channel().openStream();
      byte[] accepted = RawFrame.control(RawFrame.STREAM_ACCEPTED, "{\"maxMessageSize\":10}");
      pair.connection().acceptStream().write(accepted, accepted);
      // The second one is a message like any other.
      CompletableFuture<Buffer> received = new CompletableFuture<>();
      await(opened).handler(received::complete);
      assertArrayEquals(accepted, RawFrame.of(received.orTimeout(5, SECONDS).join().getBytes()));
    }
  }

  @Test
  void aRefusalWithAnUnknownCode() {
    try (PeerPair pair = PeerPair.open(victims, false)) {
      Future<ConecStream> opened = pair.channel().openStream();
      pair.connection().acceptStream().write(RawFrame.control(RawFrame.FAILURE,
        "{\"request\":0,\"code\":4242,\"message\":\"moon phase\"}"));
      assertEquals("moon phase", failure(opened).getMessage());
      assertFalse(pair.channel().isClosed());
    }
  }

  /** Success, or an error of this side, is not a reason to refuse. */
  @ParameterizedTest
  @ValueSource(ints = {0, 7, 67})
  void aRefusalWithACodeThatIsNoReason(int code) {
    try (PeerPair pair = PeerPair.open(victims, false)) {
      Future<ConecStream> opened = pair.channel().openStream();
      pair.connection().acceptStream().write(RawFrame.control(RawFrame.FAILURE,
        new JsonObject().put("request", 0).put("code", code).put("message", "moon phase")));
      assertEquals(INTERNAL, failure(opened).error());
    }
  }

  @Test
  void aStreamOpenedBeforeTheGreetingOfTheAcceptorArrives() throws InterruptedException {
    try (RawClient mallory = RawClient.join("mallory", victims.port())) {
      Future<ConecChannel> opened = victims.shop.openChannel("mallory");
      mallory.acceptIntroduction();
      RawConnection connection = mallory.socket().accept().awaitEstablished();
      RawStream control = connection.acceptStream();
      RawStream early = connection.openStream().write(RawFrame.streamOpen(8));
      assertFalse(opened.isComplete());
      control.write(RawFrame.greeting());
      early.expect(RawFrame.STREAM_ACCEPTED);
      assertEquals(8, victims.streams.poll(5, SECONDS).id());
      await(opened);
    }
  }

  private static void assertEcho(RawStream stream) {
    stream.write(RawFrame.of("echo"));
    assertEquals("echo", new String(stream.frame()));
  }

  private static ConecException failure(Future<?> future) {
    return assertInstanceOf(ConecException.class, assertThrows(Throwable.class, () -> future.await(8, SECONDS)));
  }
}
