package io.conec.hostile;

import io.conec.BroadcastLimits;
import io.conec.ConecClient;
import io.conec.test.TestNet;
import io.conec.test.raw.RawBroadcast;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawStream;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static io.conec.ConecError.LIMIT_EXCEEDED;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Clients that occupy many names of broadcasts. */
class BroadcastSquattingTest {

  private static TestNet net(BroadcastLimits limits) {
    return new TestNet(options -> options.setBroadcastLimits(limits));
  }

  private static RawClient join(TestNet net, String id) {
    return RawClient.join(id, net.coordinator().actualPort());
  }

  /**
   * @return how many broadcasts it created before it was refused
   */
  private static int takeAllItCan(RawClient client, String prefix) {
    for (int i = 0; ; i++) {
      RawStream stream = client.requestJoin(RawBroadcast.join(prefix + i));
      byte[] answer = stream.frame();
      if (answer[0] == RawFrame.FAILURE) {
        JsonObject failure = RawFrame.json(answer);
        assertEquals(LIMIT_EXCEEDED.code(), failure.getInteger("code"), failure::encode);
        assertTrue(failure.getString("message").contains("maxBroadcastsCreatedPerClient"), failure::encode);
        return i;
      }
    }
  }

  @Test
  void oneClientGetsASmallPartOfTheNames() {
    try (TestNet net = net(new BroadcastLimits()); RawClient mallory = join(net, "mallory")) {
      assertEquals(50, takeAllItCan(mallory, "m"));
      // Broadcasts of other clients do not count.
      ConecClient shop = net.connect("shop");
      await(shop.joinBroadcast("prices"));
      mallory.joinBroadcast(RawBroadcast.join("prices"));
    }
  }

  @Test
  void thirtyClientsLeaveNamesForOthers() {
    List<RawClient> squatters = new ArrayList<>();
    try (TestNet net = net(new BroadcastLimits().setMaxBroadcasts(200))) {
      int taken = 0;
      for (int i = 0; i < 30; i++) {
        squatters.add(join(net, "mallory" + i));
        taken += takeAllItCan(squatters.get(i), "m" + i + "-");
      }
      assertEquals(taken, net.coordinator().broadcasts().size());
      ConecClient shop = net.connect("shop");
      IntStream.range(0, 2).forEach(i -> await(shop.joinBroadcast("shop" + i)));
    } finally {
      squatters.forEach(RawClient::close);
    }
  }

  /** A broadcast counts for its creator as long as an accomplice keeps it. */
  @Test
  void leavingMakesNoRoomWhileAnotherClientStays() {
    try (TestNet net = net(new BroadcastLimits().setMaxBroadcastsCreatedPerClient(2));
         RawClient mallory = join(net, "mallory"); RawClient accomplice = join(net, "accomplice")) {
      List<RawStream> begun = List.of(mallory.joinBroadcast(RawBroadcast.join("a")),
        mallory.joinBroadcast(RawBroadcast.join("b")));
      RawStream kept = accomplice.joinBroadcast(RawBroadcast.join("a"));
      accomplice.joinBroadcast(RawBroadcast.join("b"));
      begun.forEach(stream -> {
        stream.endMarked();
        stream.expectEnd();
      });
      assertEquals(0, takeAllItCan(mallory, "c"));
      kept.endMarked();
      awaitUntil(() -> net.coordinator().broadcasts().size() == 1);
      assertEquals(1, takeAllItCan(mallory, "c"));
    }
  }

  @Test
  void joinsAreControlMessages() {
    int perSecond = 50;
    int joins = 100;
    try (TestNet net = new TestNet(options -> options.setMaxControlMessagesPerSecond(perSecond));
         RawClient mallory = join(net, "mallory")) {
      long start = System.nanoTime();
      List<RawStream> streams = IntStream.range(0, joins).mapToObj(i -> mallory.requestJoin(RawBroadcast.join("m" + i)))
        .toList();
      // None is lost.
      streams.forEach(RawStream::frame);
      long millis = (System.nanoTime() - start) / 1_000_000;
      // The allowance of one second is available immediately.
      long least = 1000L * (joins - perSecond) / perSecond;
      assertTrue(millis >= least, () -> joins + " joins in " + millis + " ms, expected at least " + least);
      mallory.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
    }
  }

  /** As many streams wait as QUIC allows, however they end. */
  @Test
  void streamsThatAreResetBeforeTheyAreReadMakeNoRoom() {
    try (TestNet net = new TestNet(options -> options.setMaxControlMessagesPerSecond(10)
      .setBroadcastLimits(new BroadcastLimits().setMaxBroadcastsPerClient(40))); RawClient mallory = join(net,
        "mallory")) {
      int allowed = (int) mallory.connection().allowedStreams();
      List<RawStream> streams = IntStream.range(0, allowed).mapToObj(i -> mallory.connection().openStream().write(
        new byte[] {0})).toList();
      streams.forEach(RawStream::abandon);
      mallory.control().write(RawFrame.ping(1)).expect(RawFrame.PONG);
      assertTrue(mallory.connection().allowedStreams() < allowed / 2,
        () -> mallory.connection().allowedStreams() + " of " + allowed);
    }
  }
}
