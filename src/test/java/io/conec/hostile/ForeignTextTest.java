package io.conec.hostile;

import io.conec.BroadcastRole;
import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.test.TestNet;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawCoordinator;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.Base64;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Reasons and ids of others with control characters for terminals and logs: no failure contains them. */
class ForeignTextTest {

  private static final String TITLE = "\u001b]0;pwned\u0007";
  private static final String REASON = "fine\r\n" + TITLE + "\u009b2J\u202e\u2028";
  private static final String SAFE = "fine\\r\\n\\u001b]0;pwned\\u0007\\u009b2J\\u202e\\u2028";
  private static final String LONG = REASON + "x".repeat(50_000);

  private static void assertSafe(ConecError error, Throwable failure) {
    String message = assertError(error, failure).getMessage();
    assertTrue(message.contains(SAFE), message);
    assertTrue(message.length() < 2000, () -> message.length() + " characters");
  }

  private static byte[] failure(ConecError error) {
    return RawFrame.control(RawFrame.FAILURE,
      new JsonObject().put("request", 0).put("code", error.code()).put("message", LONG));
  }

  @Test
  void aCoordinatorGivesTheReasonOfARefusal() {
    Vertx vertx = Vertx.vertx();
    try (RawCoordinator coordinator = new RawCoordinator()) {
      ConecClient refused = ConecClient.create(vertx, coordinator.clientOptions("shop"));
      Future<Void> connecting = refused.connect();
      coordinator.hello().control().write(failure(ConecError.ID_IN_USE));
      assertSafe(ConecError.ID_IN_USE, assertFails(ConecError.ID_IN_USE, connecting));

      ConecClient closed = ConecClient.create(vertx, coordinator.clientOptions("shop"));
      connecting = closed.connect();
      coordinator.hello().connection().close(ConecError.INVALID_ID.code(), REASON);
      assertSafe(ConecError.INVALID_ID, assertFails(ConecError.INVALID_ID, connecting));
    } finally {
      TestNet.await(vertx.close());
    }
  }

  @Test
  void aPeerGivesTheReasonOfTheEndOfStreamsAndChannels() {
    try (Victims victims = new Victims()) {
      try (PeerPair pair = PeerPair.open(victims, false)) {
        Future<ConecStream> opening = pair.channel().openStream();
        RawStream stream = pair.connection().acceptStream();
        stream.expect(RawFrame.STREAM_OPEN);
        stream.write(failure(ConecError.STREAM_ID_IN_USE));
        assertSafe(ConecError.STREAM_ID_IN_USE, assertFails(ConecError.STREAM_ID_IN_USE, opening));

        ConecStream open = openStream(pair);
        pair.control().write(RawFrame.control(RawFrame.STREAM_RESET, new JsonObject().put("stream", 8)
          .put("code", ConecError.LIMIT_EXCEEDED.code()).put("application", 0).put("message", LONG)));
        awaitUntil(() -> open.closeReason() != null);
        assertSafe(ConecError.LIMIT_EXCEEDED, open.closeReason());

        pair.control().write(failure(ConecError.INTERNAL));
        assertSafe(ConecError.INTERNAL, closeReason(pair.channel()));
      }
      try (PeerPair pair = PeerPair.open(victims, true)) {
        pair.connection().close(ConecError.VERSION_MISMATCH.code(), REASON);
        assertSafe(ConecError.VERSION_MISMATCH, closeReason(pair.channel()));
      }
    }
  }

  private static ConecStream openStream(PeerPair pair) {
    Future<ConecStream> opening = pair.channel().openStream();
    RawStream stream = pair.connection().acceptStream();
    stream.expect(RawFrame.STREAM_OPEN);
    stream.write(RawFrame.control(RawFrame.STREAM_ACCEPTED, new JsonObject().put("maxMessageSize", 1000)));
    assertEquals(8, stream.id());
    return TestNet.await(opening);
  }

  private static Throwable closeReason(ConecChannel channel) {
    awaitUntil(channel::isClosed);
    return channel.closeReason();
  }

  @Test
  void aCoordinatorIntroducesAPeerWithAnInvalidId() {
    try (BrokenCoordinator coordinator = new BrokenCoordinator()) {
      coordinator.session.control().write(RawFrame.control(RawFrame.INTRODUCE, new JsonObject().put("request", 1)
        .put("channel", "0".repeat(15) + "1").put("peer", TITLE)
        .put("certificate", Base64.getEncoder().encodeToString(new byte[] {1}))));
      String reason = coordinator.session.connection().expectClose(ConecError.PROTOCOL_VIOLATION.code()).reason();
      assertTrue(reason.contains("valid id"), reason);
    }
  }

  @Test
  void aMessageOfABroadcastHasASenderWithAnInvalidId() {
    try (BrokenCoordinator coordinator = new BrokenCoordinator()) {
      BrokenCoordinator.Participant member = coordinator.join("news", BroadcastRole.READER, RawBroadcast.joined(0));
      member.stream.write(RawBroadcast.message(1, TITLE, 1, "buy"));
      member.assertFailed(ConecError.PROTOCOL_VIOLATION, "valid id");
      assertEquals(0, member.messages.size());
    }
  }

  @Test
  void aCoordinatorGivesTheReasonOfACutOff() {
    try (BrokenCoordinator coordinator = new BrokenCoordinator()) {
      BrokenCoordinator.Participant member = coordinator.join("news", BroadcastRole.READER, RawBroadcast.joined(0));
      coordinator.session.control()
        .write(RawBroadcast.cutOff(member.stream.id(), ConecError.BROADCAST_STALLED.code(), LONG));
      ConecException failure = member.assertFailed(ConecError.BROADCAST_STALLED, SAFE);
      assertTrue(failure.getMessage().length() < 2000);
    }
  }
}
