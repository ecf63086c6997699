package io.conec.broadcast;

import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.conec.BroadcastRole.BOTH;
import static io.conec.BroadcastRole.READER;
import static io.conec.BroadcastRole.SENDER;
import static io.conec.broadcast.BroadcastNet.awaitBroadcasts;
import static io.conec.broadcast.BroadcastNet.broadcasts;
import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Leaving a broadcast in an orderly way. */
class LeaveTest {

  private static final int LARGE = 100_000;
  private static final int MANY = 50;

  private final TestNet net = BroadcastNet.with(limits -> limits.setStallTimeout(Duration.ofMinutes(1)));
  private final ConecClient shop = net.connect("shop");
  private final ConecClient depot = net.connect("depot");

  @AfterEach
  void close() {
    net.close();
  }

  private static void writeMany(Participant sender) {
    for (int i = 0; i < MANY; i++) {
      sender.broadcast.write(Buffer.buffer(new byte[LARGE]));
    }
  }

  /** The reader does not read, so these messages are not accepted. */
  private void writeInVain(Participant sender) {
    new Publisher(sender.broadcast, MANY, LARGE).awaitStopped(() -> await(shop.broadcastInfo("news")));
  }

  @Test
  void messagesThatWereWrittenBeforeAreDelivered() {
    Participant sender = Participant.join(shop, "news", BOTH);
    Participant reader = Participant.join(depot, "news", READER);
    writeMany(sender);
    await(sender.broadcast.leave());
    assertEquals(List.of("news 0/1"), broadcasts(net.coordinator()));
    assertEquals(List.of(), shop.broadcasts());
    assertEquals(0, reader.awaitAccounted(MANY));
    await(sender.ended());
    await(sender.closed());
    assertFalse(sender.failed().isComplete());
    assertNull(sender.broadcast.closeReason());
    assertFalse(sender.broadcast.isJoined());
  }

  @Test
  void writesFailAfterLeaving() {
    Participant sender = Participant.join(shop, "news", SENDER);
    Participant reader = Participant.join(depot, "news", READER);
    sender.write("before");
    Future<Void> left = sender.broadcast.leave();
    assertFails(ConecError.STREAM_CLOSED, sender.write("at once"));
    await(left);
    assertFails(ConecError.STREAM_CLOSED, sender.write("later"));
    reader.assertNext("shop 1 before");
    await(reader.broadcast.leave());
    reader.assertNothing();
  }

  @Test
  void noMessageArrivesAfterLeaving() {
    Participant sender = Participant.join(shop, "news", SENDER);
    Participant reader = Participant.join(depot, "news", READER);
    await(reader.broadcast.leave());
    await(reader.ended());
    await(sender.write("too late"));
    await(sender.broadcast.leave());
    reader.assertNothing();
  }

  /** When the handlers are called, the client can join again. */
  @Test
  void theHandlersOfTheEndMayJoinAgain() {
    ConecBroadcast first = await(shop.joinBroadcast("news"));
    Promise<ConecBroadcast> second = Promise.promise();
    first.closeHandler(v -> shop.joinBroadcast("news").onComplete(second));
    await(first.leave());
    assertTrue(await(second.future()).isJoined());
    Promise<ConecBroadcast> third = Promise.promise();
    second.future().result().endHandler(v -> shop.joinBroadcast("news").onComplete(third));
    await(second.future().result().leave());
    assertTrue(await(third.future()).isJoined());
    assertEquals(List.of("news 1/1"), broadcasts(net.coordinator()));
  }

  @Test
  void leavingTwiceIsLeavingOnce() {
    Participant member = Participant.join(shop, "news", BOTH);
    Future<Void> first = member.broadcast.leave();
    Future<Void> second = member.broadcast.leave();
    await(first);
    await(second);
    await(member.broadcast.end());
    assertEquals(List.of(), broadcasts(net.coordinator()));
  }

  @Test
  void aLastMessageGoesOutFirst() {
    Participant sender = Participant.join(shop, "news", SENDER);
    Participant reader = Participant.join(depot, "news", READER);
    await(sender.broadcast.end(Buffer.buffer("goodbye")));
    reader.assertNext("shop 1 goodbye");
    assertEquals(List.of("news 0/1"), broadcasts(net.coordinator()));
  }

  @Test
  void aPausedReaderCanLeave() {
    Participant sender = Participant.join(shop, "news", SENDER);
    Participant reader = Participant.joinPaused(depot, "news", Participant.options(READER).setMaxBufferedMessages(1));
    writeMany(sender);
    await(reader.broadcast.leave());
    await(reader.closed());
    reader.assertNothing();
    assertEquals(List.of("news 1/0"), broadcasts(net.coordinator()));
    await(sender.broadcast.leave());
  }

  @Test
  void aSenderThatLeavesWaitsForTheReaders() {
    Participant sender = Participant.join(shop, "news", SENDER);
    Participant reader = Participant.joinPaused(depot, "news", Participant.options(READER).setMaxBufferedMessages(1));
    writeMany(sender);
    Future<Void> left = sender.broadcast.leave();
    for (int i = 0; i < 5; i++) {
      await(shop.broadcastInfo("news"));
    }
    assertFalse(left.isComplete());
    reader.broadcast.resume();
    assertEquals(0, reader.awaitAccounted(MANY));
    await(left);
  }

  @Test
  void handlersThatAreSetLateAreCalled() {
    ConecBroadcast broadcast = await(shop.joinBroadcast("news"));
    await(broadcast.leave());
    Promise<Void> closed = Promise.promise();
    Promise<Void> ended = Promise.promise();
    broadcast.closeHandler(v -> closed.complete());
    broadcast.endHandler(v -> ended.complete());
    await(closed.future());
    await(ended.future());
  }

  @Test
  void aShutdownDeliversWrittenMessages() {
    Participant sender = Participant.join(shop, "news", BOTH);
    Participant reader = Participant.join(depot, "news", READER);
    writeMany(sender);
    Future<Void> shutdown = shop.shutdown(60, TimeUnit.SECONDS);
    assertFails(ConecError.CLOSED, shop.joinBroadcast("other"));
    await(shutdown);
    assertEquals(0, reader.awaitAccounted(MANY));
    await(sender.closed());
    awaitBroadcasts(net.coordinator(), "news 0/1");
  }

  @Test
  void aShutdownDoesNotWaitForAReaderLongerThanItsTimeout() {
    Participant sender = Participant.join(shop, "news", SENDER);
    Participant.joinPaused(depot, "news", Participant.options(READER).setMaxBufferedMessages(1));
    writeInVain(sender);
    long start = System.nanoTime();
    await(shop.shutdown(500, TimeUnit.MILLISECONDS));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis >= 499 && millis < 10_000, millis + " ms");
    await(sender.closed());
    awaitBroadcasts(net.coordinator(), "news 0/1");
  }

  @Test
  void aCloseEndsEverythingImmediately() {
    Participant sender = Participant.join(shop, "news", BOTH);
    Participant.joinPaused(depot, "news", Participant.options(BOTH).setMaxBufferedMessages(1));
    writeInVain(sender);
    Future<Void> stuck = sender.broadcast.write(Buffer.buffer(new byte[2 * LARGE]));
    await(shop.close());
    assertFails(ConecError.CLOSED, stuck);
    assertError(ConecError.CLOSED, await(sender.failed()));
    await(sender.closed());
    assertError(ConecError.CLOSED, sender.broadcast.closeReason());
    assertFails(ConecError.CLOSED, sender.write("late"));
    assertFalse(sender.broadcast.isJoined());
    assertFalse(sender.ended().isComplete());
    assertEquals(List.of(), shop.broadcasts());
    awaitBroadcasts(net.coordinator(), "news 1/1");
  }
}
