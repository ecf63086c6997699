package io.conec.broadcast;

import io.conec.BroadcastLimits;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.OverflowPolicy;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.conec.BroadcastRole.BOTH;
import static io.conec.BroadcastRole.READER;
import static io.conec.BroadcastRole.SENDER;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which readers get which messages, and with which sender. */
class BroadcastMessagesTest {

  private static final int MAX = 5000;

  private final TestNet net = BroadcastNet.with(limits -> limits.setMaxMessageSize(MAX));
  private final ConecClient shop = net.connect("shop");
  private final ConecClient depot = net.connect("depot");

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void everyReaderGetsAllMessagesIncludingItsOwn() {
    Participant one = Participant.join(shop, "news", BOTH);
    Participant two = Participant.join(depot, "news", BOTH);
    await(one.write("a"));
    one.assertNext("shop 1 a");
    two.assertNext("shop 1 a");
    await(two.write("b"));
    await(two.write("c"));
    one.assertNext("depot 1 b");
    one.assertNext("depot 2 c");
    two.assertNext("depot 1 b");
    two.assertNext("depot 2 c");
    assertEquals("news", one.broadcast.name());
    assertEquals(BOTH, one.broadcast.role());
    assertTrue(one.broadcast.isJoined());
  }

  @Test
  void ownMessagesCanBeLeftOut() {
    Participant one = Participant.join(shop, "news", new BroadcastOptions().setReceiveOwnMessages(false));
    Participant two = Participant.join(depot, "news", BOTH);
    await(one.write("a"));
    two.assertNext("shop 1 a");
    await(two.write("b"));
    one.assertNext("depot 1 b");
    two.assertNext("depot 1 b");
    await(one.write("c"));
    two.assertNext("shop 2 c");
    await(two.write("d"));
    one.assertNext("depot 2 d");
  }

  /** Messages that are left out do not count as dropped, even with DROP_OLDEST. */
  @Test
  void ownMessagesThatAreLeftOutDoNotCountAsDropped() {
    Participant one = Participant.join(shop, "news",
      new BroadcastOptions().setReceiveOwnMessages(false).setOverflow(OverflowPolicy.DROP_OLDEST)
        .setMaxBufferedMessages(2));
    Participant two = Participant.join(depot, "news", BOTH);
    for (int i = 0; i < 50; i++) {
      await(one.write("a"));
    }
    await(two.write("b"));
    one.assertNext("depot 1 b");
    one.assertNothing();
  }

  @Test
  void aSenderGetsNoMessages() {
    Participant one = Participant.join(shop, "news", SENDER);
    Participant two = Participant.join(depot, "news", BOTH);
    await(two.write("a"));
    two.assertNext("depot 1 a");
    await(one.write("b"));
    two.assertNext("shop 1 b");
    await(one.broadcast.leave());
    one.assertNothing();
    assertEquals(SENDER, one.broadcast.role());
  }

  @Test
  void aReaderCannotWrite() {
    Participant one = Participant.join(shop, "news", READER);
    Participant two = Participant.join(depot, "news", SENDER);
    Throwable failure = await(one.write("a").transform(result -> Future.succeededFuture(result.cause())));
    assertInstanceOf(IllegalStateException.class, failure);
    assertTrue(failure.getMessage().contains("READER"), failure.getMessage());
    await(two.write("b"));
    one.assertNext("depot 1 b");
  }

  @Test
  void aBroadcastNeedsNoReader() {
    Participant one = Participant.join(shop, "news", SENDER);
    for (int i = 0; i < 100; i++) {
      await(one.write("nobody hears " + i));
    }
    assertEquals(1, await(depot.broadcastInfo("news")).getSenders());
    Participant two = Participant.join(depot, "news", READER);
    await(one.write("somebody hears"));
    two.assertNext("shop 101 somebody hears");
  }

  @Test
  void aMessageMayBeEmpty() {
    Participant one = Participant.join(shop, "news", BOTH);
    Participant two = Participant.join(depot, "news", READER);
    await(one.write(""));
    await(one.write("next"));
    one.assertNext("shop 1 ");
    two.assertNext("shop 1 ");
    two.assertNext("shop 2 next");
  }

  @Test
  void aMessageThatIsTooLargeFailsAndTheOthersGoOn() {
    Participant one = Participant.join(shop, "news", SENDER);
    Participant two = Participant.join(depot, "news", READER);
    await(one.broadcast.write(Buffer.buffer(new byte[MAX])));
    ConecException failure =
      assertFails(ConecError.MESSAGE_TOO_LARGE, one.broadcast.write(Buffer.buffer(new byte[MAX + 1])));
    assertTrue(failure.getMessage().contains("maxMessageSize"), failure.getMessage());
    await(one.write("next"));
    Participant.Event largest = two.next();
    assertEquals(1, largest.number());
    assertEquals(MAX, largest.body().length());
    two.assertNext("shop 2 next");
  }

  @Test
  void theLargestMessageHasRoomInTheSmallestBuffer() {
    try (TestNet small = BroadcastNet.with(limits -> limits.setMaxBufferedBytes(1))) {
      Participant one = Participant.join(small.connect("shop"), "news", SENDER);
      Participant two = Participant.join(small.connect("depot"), "news", READER);
      Publisher publisher = new Publisher(one.broadcast, 20, BroadcastLimits.DEFAULT_MAX_MESSAGE_SIZE);
      assertEquals(0, two.awaitAccounted(20));
      publisher.awaitDone();
    }
  }

  @ParameterizedTest
  @EnumSource(BroadcastRole.class)
  void theRoleDecidesHowAClientCounts(BroadcastRole role) {
    Participant one = Participant.join(shop, "news", role);
    assertEquals(role, one.broadcast.role());
    assertEquals(role.sends() ? 1 : 0, await(shop.broadcastInfo("news")).getSenders());
    assertEquals(role.reads() ? 1 : 0, await(shop.broadcastInfo("news")).getReaders());
  }
}
