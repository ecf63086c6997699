package io.conec.hostile;

import io.conec.ConecError;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static io.conec.ConecError.COORDINATOR_LOST;
import static io.conec.ConecError.INVALID_ID;
import static io.conec.ConecError.LIMIT_EXCEEDED;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A claim without a match is answered, and expires. */
class ClaimTest {

  /** The claims of a client, and the answers. */
  private record Claimer(RawClient client) {

    Claimer claim(long channel, String peer, boolean initiator) {
      client.control().write(RawFrame.control(RawFrame.CLAIM,
        new JsonObject().put("channel", text(channel)).put("peer", peer).put("initiator", initiator)));
      return this;
    }

    /** The next message says that this channel has ended. */
    void assertOver(long channel, ConecError reason) {
      assertOver(channel, reason, client.control().frame());
    }

    /** The same, and pings until then. */
    void assertOverLater(long channel, ConecError reason) {
      byte[] frame = client.control().poll(100);
      while (frame == null || frame[0] == RawFrame.PONG) {
        client.control().write(RawFrame.ping(1));
        frame = client.control().poll(100);
      }
      assertOver(channel, reason, frame);
    }

    private static void assertOver(long channel, ConecError reason, byte[] frame) {
      JsonObject closed = RawFrame.json(frame);
      assertEquals(RawFrame.CHANNEL_CLOSED, frame[0], closed::encode);
      assertEquals(text(channel), closed.getString("channel"));
      assertEquals(reason.code(), closed.getInteger("code"));
    }

    /** The Coordinator has not answered the claims. */
    void assertNothing() {
      client.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
    }
  }

  private static String text(long channel) {
    return String.format("%016x", channel);
  }

  private static Claimer join(TestNet net, String id) {
    return new Claimer(RawClient.join(id, net.coordinator().actualPort()));
  }

  @Test
  void aClaimEndsWithinSecondsWhenAConnectedPeerDoesNotClaim() {
    try (TestNet net = new TestNet()) {
      Claimer claimer = join(net, "claimer");
      Claimer here = join(net, "here");
      claimer.claim(1, "here", true).claim(2, "late", true).claim(3, "here", false);
      here.claim(3, "claimer", true);
      // Claims in another role, or with another peer, do not match.
      here.claim(1, "claimer", true);
      here.assertNothing();
      assertEquals(1, net.coordinator().channelCount());
      Claimer late = join(net, "late");
      long start = System.nanoTime();
      claimer.assertOver(1, COORDINATOR_LOST);
      here.assertOver(1, COORDINATOR_LOST);
      claimer.assertOver(2, COORDINATOR_LOST);
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(waited.compareTo(Duration.ofSeconds(15)) < 0, () -> "after " + waited);
      late.claim(2, "claimer", false).assertNothing();
      assertEquals(1, net.coordinator().channelCount());
      claimer.assertNothing();
    }
  }

  @Test
  void aClaimEndsAfterTheIdleTimeoutWhenThePeerStaysAway() {
    try (TestNet net = new TestNet(
      options -> options.setIdleTimeout(Duration.ofSeconds(1)).setMaxChannelsPerClient(1))) {
      Claimer claimer = join(net, "claimer").claim(1, "away", true);
      claimer.claim(2, "away", true).assertOver(2, LIMIT_EXCEEDED);
      claimer.assertOverLater(1, COORDINATOR_LOST);
      // There is room again.
      claimer.claim(2, "claimer", true);
      awaitUntil(() -> net.coordinator().channelCount() == 1);
    }
  }

  @Test
  void aRefusedClaimIsAnsweredImmediately() {
    try (TestNet net = new TestNet(options -> options.setMaxChannelsPerClient(2))) {
      Claimer one = join(net, "one").claim(1, "two", true);
      Claimer two = join(net, "two").claim(1, "one", false);
      two.claim(1, "one", false).assertNothing();
      Claimer mallory = join(net, "mallory");
      Map<String, Boolean> lies = Map.of("one", false, "two", true, "mallory", true);
      lies.forEach((peer, initiator) -> mallory.claim(1, peer, initiator).assertOver(1, COORDINATOR_LOST));
      two.claim(1, "one", true).assertOver(1, COORDINATOR_LOST);
      one.claim(1, "three", true).assertOver(1, COORDINATOR_LOST);
      mallory.claim(2, "no id", true).assertOver(2, INVALID_ID);
      mallory.claim(2, "a", true).claim(3, "a", true).claim(4, "a", true).assertOver(4, LIMIT_EXCEEDED);
      // A repeated claim changes nothing.
      mallory.claim(3, "a", true).assertNothing();
      assertEquals(1, net.coordinator().channelCount());
    }
  }
}
