package io.conec.broadcast;

import io.conec.BroadcastOptions;
import io.conec.ClientOptions;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.OverflowPolicy;
import io.conec.test.Nat;
import io.conec.test.TestNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;

import static io.conec.BroadcastRole.BOTH;
import static io.conec.BroadcastRole.READER;
import static io.conec.BroadcastRole.SENDER;
import static io.conec.broadcast.BroadcastNet.awaitBroadcasts;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One client loses the Coordinator, and the others go on. */
class LostConnectionTest {

  private final TestNet net = new TestNet(options -> options.setIdleTimeout(Duration.ofSeconds(1)));
  private final Nat nat = new Nat(net.coordinator().actualPort());
  private ConecClient shop;
  private ConecClient depot;

  @BeforeEach
  void connect() {
    shop = net.connect("shop");
    ClientOptions options = net.clientOptions("depot").setMaxReconnectDelay(Duration.ofMillis(200));
    depot = net.connect(options.setCoordinators(List.of("localhost:" + nat.port())));
  }

  @AfterEach
  void close() {
    net.close();
    nat.close();
  }

  private static void write(Participant sender, int messages) {
    for (int i = 0; i < messages; i++) {
      await(sender.write("x"));
    }
  }

  private static void skip(Participant reader, int messages) {
    for (int i = 0; i < messages; i++) {
      assertTrue(reader.next().isMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(OverflowPolicy.class)
  void theReaderGetsTheExactNumberOfDroppedMessages(OverflowPolicy overflow) {
    Participant reader = Participant.join(depot, "news", Participant.options(READER).setOverflow(overflow));
    Participant fast = Participant.join(shop, "news", BOTH);
    write(fast, 5);
    skip(reader, 5);
    nat.pass(false);
    write(fast, 50);
    awaitUntil(() -> !reader.broadcast.isJoined());
    awaitBroadcasts(net.coordinator(), "news 1/1");
    write(fast, 50);
    reader.assertNothing();

    nat.pass(true);
    reader.assertNext("dropped 100");
    awaitUntil(() -> reader.broadcast.isJoined());
    awaitBroadcasts(net.coordinator(), "news 1/2");
    write(fast, 1);
    reader.assertNext("shop 106 x");
    assertEquals(0, fast.awaitAccounted(106));
    assertFalse(reader.failed().isComplete());
  }

  @Test
  void theDroppedHandlerIsNotCalledWhenNothingWasDropped() {
    Participant reader = Participant.join(depot, "news", READER);
    Participant sender = Participant.join(shop, "news", SENDER);
    write(sender, 3);
    skip(reader, 3);
    lose();
    write(sender, 1);
    reader.assertNext("shop 4 x");
  }

  private void lose() {
    nat.pass(false);
    awaitUntil(() -> !depot.isConnected());
    nat.pass(true);
    awaitUntil(() -> depot.isConnected() && depot.broadcasts().get(0).isJoined());
  }

  /** Messages that were dropped before, and those that were sent while it was away, are counted exactly once. */
  @Test
  void messagesThatWereDroppedBeforeAreCountedToo() {
    Participant reader = Participant.joinPaused(depot, "news", Participant.dropOldest(3));
    Participant fast = Participant.join(shop, "news", BOTH);
    write(fast, 100);
    skip(fast, 100);
    nat.pass(false);
    awaitUntil(() -> !reader.broadcast.isJoined());
    awaitBroadcasts(net.coordinator(), "news 1/1");
    write(fast, 10);
    nat.pass(true);
    awaitUntil(() -> reader.broadcast.isJoined());
    write(fast, 1);
    reader.broadcast.resume();
    assertTrue(reader.awaitAccounted(111) >= 107);
  }

  @Test
  void messagesThatWaitForAReaderAreNotLost() {
    Participant reader = Participant.joinPaused(depot, "news", new BroadcastOptions());
    Participant fast = Participant.join(shop, "news", BOTH);
    write(fast, 20);
    skip(fast, 20);
    reader.broadcast.fetch(1);
    reader.assertNext("shop 1 x");
    for (int i = 0; i < 5; i++) {
      await(depot.broadcastInfo("news"));
    }
    nat.pass(false);
    awaitUntil(() -> !reader.broadcast.isJoined());
    awaitBroadcasts(net.coordinator(), "news 1/1");
    write(fast, 10);
    nat.pass(true);
    awaitUntil(() -> reader.broadcast.isJoined());
    write(fast, 1);
    reader.broadcast.resume();
    for (int i = 2; i <= 20; i++) {
      reader.assertNext("shop " + i + " x");
    }
    reader.assertNext("dropped 10");
    reader.assertNext("shop 31 x");
  }

  @Test
  void theWritesOfASenderShowAGap() {
    Participant reader = Participant.join(shop, "news", READER);
    Participant sender = Participant.join(depot, "news", SENDER);
    write(sender, 2);
    skip(reader, 2);
    nat.pass(false);
    awaitUntil(() -> !sender.broadcast.isJoined());
    for (int i = 0; i < 10; i++) {
      assertFails(ConecError.COORDINATOR_LOST, sender.write("lost"));
    }
    nat.pass(true);
    awaitUntil(() -> sender.broadcast.isJoined());
    write(sender, 1);
    reader.assertNext("depot 13 x");
    assertFails(ConecError.BROADCAST_UNKNOWN, shop.broadcastInfo("other"));
    awaitBroadcasts(net.coordinator(), "news 1/1");
  }

  /** The reader does not know the positions of its own messages. */
  @Test
  void ownMessagesThatAreLeftOutCountAsDroppedSinceTheLastOfAnotherSender() {
    Participant own = Participant.join(depot, "news", new BroadcastOptions().setReceiveOwnMessages(false));
    Participant other = Participant.join(shop, "news", BOTH);
    write(other, 3);
    write(own, 20);
    skip(other, 23);
    write(other, 1);
    skip(own, 4);
    write(own, 5);
    skip(other, 6);
    nat.pass(false);
    awaitUntil(() -> !own.broadcast.isJoined());
    awaitBroadcasts(net.coordinator(), "news 1/1");
    write(other, 7);
    nat.pass(true);
    own.assertNext("dropped 12");
    write(other, 1);
    own.assertNext("shop 12 x");
    own.assertNothing();
  }

  /** The broadcast has ended with its only client, and is created again. */
  @Test
  void theOnlyClientJoinsAgain() {
    Participant only = Participant.join(depot, "news", BOTH);
    write(only, 4);
    skip(only, 4);
    nat.pass(false);
    awaitBroadcasts(net.coordinator());
    awaitUntil(() -> !only.broadcast.isJoined());
    nat.pass(true);
    awaitUntil(() -> only.broadcast.isJoined());
    write(only, 1);
    only.assertNext("depot 5 x");
  }
}
