package io.conec.hostile;

import io.conec.ConecChannel;
import io.conec.ConecError;
import io.conec.CoordinatorOptions;
import io.conec.PathPolicy;
import io.conec.test.TestNet;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawFrame;
import io.conec.test.raw.RawIdentity;
import io.conec.test.raw.RawSocket;
import io.conec.test.raw.RawStream;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static io.conec.ConecError.LIMIT_EXCEEDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client that requests too many introductions is refused, and the acceptor is not affected. */
class OpenFloodTest {

  private static final int ATTACKERS = 20;
  /** About the longest certificate that the Coordinator accepts. */
  private static final int PADDING = 12_000;

  private static byte[] opens(int count, String peer) {
    byte[][] opens = new byte[count][];
    for (int i = 0; i < count; i++) {
      opens[i] = RawFrame.open(i + 1, peer);
    }
    return RawFrame.join(opens);
  }

  private static CoordinatorOptions defaultPace(CoordinatorOptions options) {
    return options.setMaxIntroductionsPerSecond(CoordinatorOptions.DEFAULT_MAX_INTRODUCTIONS_PER_SECOND);
  }

  private static byte[] closed(String channel) {
    return RawFrame.control(RawFrame.CHANNEL_CLOSED, new JsonObject().put("channel", channel).put("code", 0));
  }

  private static void assertRefused(JsonObject failure, String text) {
    assertEquals(LIMIT_EXCEEDED.code(), failure.getInteger("code"), failure::encode);
    assertTrue(failure.getString("message").contains(text), failure::encode);
  }

  private static JsonObject firstRefusal(RawStream control) {
    byte[] frame = control.frame();
    while (frame[0] != RawFrame.FAILURE) {
      frame = control.frame();
    }
    return RawFrame.json(frame);
  }

  @Test
  void theVictimOfTwentyOpensAndAcceptsChannelsAndAnswersPings() throws InterruptedException {
    List<RawClient> attackers = new ArrayList<>();
    try (Victims victims = new Victims(PathPolicy.RELAY_ONLY, OpenFloodTest::defaultPace)) {
      AtomicInteger disconnected = new AtomicInteger();
      victims.depot.disconnectedHandler(failure -> disconnected.incrementAndGet());
      ConecChannel channel = TestNet.await(victims.depot.openChannel("shop"));
      for (int i = 0; i < ATTACKERS; i++) {
        String id = "mallory" + i;
        attackers.add(RawClient.connect(RawIdentity.of(id, PADDING), victims.port()).hello(id));
      }
      // The cost of as many harmless messages, which on a busy machine is that of the test itself.
      long harmless = medianPing(channel, () -> attackers.forEach(attacker ->
        attacker.control().write(RawFrame.ping(1))));
      // More than the channels that a client may have by default.
      attackers.forEach(attacker -> attacker.control().write(opens(60, "depot")));
      attackers.forEach(attacker -> firstRefusal(attacker.control()));
      long flooded = medianPing(channel, () -> attackers.forEach(attacker ->
        attacker.control().write(opens(1, "depot"))));
      assertTrue(flooded - harmless < 50, () -> "a ping took " + flooded + " ms, without the flood " + harmless);
      TestNet.await(victims.depot.openChannel("depot"));
      victims.assertServed(victims.net.connect("newcomer", PathPolicy.RELAY_ONLY));
      assertEquals(0, disconnected.get());
    } finally {
      attackers.forEach(RawClient::close);
    }
  }

  /** @return milliseconds */
  private static long medianPing(ConecChannel channel, Runnable beforeEach) {
    long[] pings = new long[51];
    for (int i = 0; i < pings.length; i++) {
      beforeEach.run();
      pings[i] = TestNet.await(channel.ping());
    }
    Arrays.sort(pings);
    return TimeUnit.NANOSECONDS.toMillis(pings[pings.length / 2]);
  }

  @Test
  void aPeerOpensItsShareOfChannelsAndNoMore() {
    try (Victims victims = new Victims(); RawClient mallory = RawClient.join("mallory", victims.port())) {
      for (int i = 0; i < 8; i++) {
        mallory.connectPeer("depot").openStream().write(RawFrame.greeting()).expect(RawFrame.GREETING);
      }
      mallory.control().write(RawFrame.open(99, "depot"));
      assertRefused(mallory.control().expect(RawFrame.FAILURE), "maxChannelsPerPeer of the Coordinator");
      mallory.open("shop");
      // The other direction has its own limit.
      victims.shop.openChannel("mallory");
      mallory.acceptIntroduction();
    }
  }

  /** Of 16 channels others may open 12, one of them 8, and when 6 are taken each of them 2. */
  @Test
  void manyPeersLeaveSomeForOthersAndAQuarterForTheVictimItself() {
    List<RawClient> attackers = new ArrayList<>();
    try (Victims victims = new Victims(options -> options.setMaxChannelsPerClient(16));
         RawClient victim = RawClient.join("victim", victims.port())) {
      int opened = 0;
      for (int share : new int[] {6, 2, 2, 2, 0}) {
        RawClient attacker = RawClient.join("mallory" + attackers.size(), victims.port());
        attackers.add(attacker);
        attacker.control().write(opens(8, "victim"));
        opened += share;
        assertRefused(attacker.control().expect(RawFrame.FAILURE),
          opened == 12 ? "maxChannelsPerClient" : "maxChannelsPerPeer");
        assertEquals(opened, victims.net.coordinator().channelCount());
      }
      for (int i = 0; i < opened; i++) {
        victim.acceptIntroduction();
      }
      victim.open("depot");
      victim.control().write(RawFrame.open(2, "victim")).expect(RawFrame.INTRODUCE);
    } finally {
      attackers.forEach(RawClient::close);
    }
  }

  @Test
  void openingAndClosingAtFullRateIsRefused() {
    try (Victims victims = new Victims(OpenFloodTest::defaultPace);
         RawClient victim = RawClient.join("victim", victims.port());
         RawClient mallory = RawClient.join("mallory", victims.port())) {
      long start = System.nanoTime();
      int introduced = 0;
      int refused = 0;
      while (refused < 50) {
        // A refusal arrives before the answer to the ping.
        mallory.control().write(RawFrame.open(1, "victim"), RawFrame.ping(2));
        byte[] answer = mallory.control().frame();
        if (answer[0] == RawFrame.FAILURE) {
          assertRefused(RawFrame.json(answer), "maxIntroductionsPerSecond");
          mallory.control().expect(RawFrame.PONG);
          refused++;
        } else {
          victim.acceptIntroduction();
          introduced++;
          mallory.control().write(closed(mallory.control().expect(RawFrame.OPENED).getString("channel")));
          victim.control().expect(RawFrame.CHANNEL_CLOSED);
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      int most = (int) (20 * (seconds + 1)) + 1;
      int seen = introduced;
      assertTrue(seen <= most, () -> seen + " introductions in " + seconds + " s");
    }
  }

  @Test
  void aLargeCertificateCostsMore() {
    RawIdentity large = RawIdentity.of("mallory", PADDING);
    try (Victims victims = new Victims(OpenFloodTest::defaultPace);
         RawClient victim = RawClient.join("victim", victims.port());
         RawClient mallory = RawClient.connect(large, victims.port()).hello("mallory")) {
      mallory.control().write(opens(8, "victim"));
      assertRefused(mallory.control().expect(RawFrame.FAILURE), "maxIntroductionsPerSecond");
      int introduced = 0;
      while (victim.control().poll(200) != null) {
        introduced++;
      }
      assertTrue(introduced <= 5, introduced + " introductions");
    }
  }

  /** A quarter of a megabyte may wait for a client that does not read. Beyond it, requests of others are refused. */
  @Test
  void aVictimThatReadsSlowlyIsNotDisconnected() {
    RawIdentity identity = RawIdentity.of("victim");
    try (Victims victims = new Victims(options -> options.setMaxChannelsPerPeer(100));
         RawSocket socket = new RawSocket(identity, 16_000, 30_000);
         RawClient victim = RawClient.connect(identity, socket, victims.port()).hello("victim");
         RawClient one = RawClient.connect(RawIdentity.of("one", PADDING), victims.port()).hello("one");
         RawClient two = RawClient.connect(RawIdentity.of("two", PADDING), victims.port()).hello("two")) {
      victim.control().pause();
      for (RawClient attacker : List.of(one, two)) {
        attacker.control().write(opens(100, "victim"));
        assertRefused(attacker.control().expect(RawFrame.FAILURE), "does not read");
      }
      victim.control().resume();
      victim.control().expect(RawFrame.INTRODUCE);
      victim.control().write(RawFrame.ping(1));
      byte[] frame = victim.control().frame();
      while (frame[0] != RawFrame.PONG) {
        frame = victim.control().frame();
      }
      assertTrue(victim.connection().isOpen());
    }
  }

  @Test
  void unansweredIntroductionsAreBounded() {
    try (Victims victims = new Victims(options -> options.setMaxChannelsPerPeer(1000)
      .setMaxChannelsPerClient(100_000)); RawClient silent = RawClient.join("silent", victims.port());
         RawClient mallory = RawClient.join("mallory", victims.port())) {
      mallory.control().write(opens(300, "silent"));
      assertRefused(mallory.control().expect(RawFrame.FAILURE), "waits for 256 introductions");
    }
  }

  /** Its requests belong to the lost connection. */
  @Test
  void aReconnectedClientDoesNotGetEarlierAnswers() {
    RawIdentity identity = RawIdentity.of("mallory");
    try (Victims victims = new Victims(); RawClient acceptor = RawClient.join("acceptor", victims.port());
         RawClient before = RawClient.connect(identity, victims.port()).hello("mallory")) {
      before.control().write(RawFrame.open(1, "acceptor"));
      JsonObject introduce = acceptor.control().expect(RawFrame.INTRODUCE);
      try (RawClient after = RawClient.connect(identity, victims.port()).hello("mallory")) {
        acceptor.control().write(RawFrame.control(RawFrame.INTRODUCED,
          new JsonObject().put("request", introduce.getLong("request"))));
        JsonObject closed = acceptor.control().expect(RawFrame.CHANNEL_CLOSED);
        assertEquals(introduce.getString("channel"), closed.getString("channel"));
        assertEquals(ConecError.PEER_LOST.code(), closed.getInteger("code"));
        after.control().write(RawFrame.ping(7));
        assertEquals(7, after.control().expect(RawFrame.PONG).getInteger("request"));
        assertNull(after.control().poll(0));
        assertEquals(0, victims.net.coordinator().channelCount());
      }
    }
  }

  /** The acceptor may end the channel before the initiator knows of it. */
  @Test
  void aChannelThatEndsBeforeItIsAnsweredFailsAtTheInitiator() {
    try (Victims victims = new Victims(); RawClient acceptor = RawClient.join("acceptor", victims.port());
         RawClient initiator = RawClient.join("initiator", victims.port())) {
      initiator.control().write(RawFrame.open(1, "acceptor"));
      JsonObject introduce = acceptor.control().expect(RawFrame.INTRODUCE);
      acceptor.control().write(closed(introduce.getString("channel")), RawFrame.control(RawFrame.INTRODUCED,
        new JsonObject().put("request", introduce.getLong("request"))));
      initiator.control().expect(RawFrame.CHANNEL_CLOSED);
      assertEquals(ConecError.PEER_LOST.code(), initiator.control().expect(RawFrame.FAILURE).getInteger("code"));
    }
  }
}
