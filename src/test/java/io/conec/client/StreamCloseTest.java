package io.conec.client;

import io.conec.ConecChannel;
import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.test.Inbox;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How streams end, and what their ids are. */
class StreamCloseTest {

  private final TestNet net = new TestNet();
  private final ConecClient depot = net.connect("depot");
  private final ConecClient shop = net.connect("shop");

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void theOpenerEndsFirst() {
    StreamPair pair = StreamPair.open(shop, depot);
    endInTurn(pair.near(), pair.far());
  }

  @Test
  void theAcceptorEndsFirst() {
    StreamPair pair = StreamPair.open(shop, depot);
    endInTurn(pair.far(), pair.near());
  }

  private static void endInTurn(ConecStream first, ConecStream second) {
    Inbox firstInbox = new Inbox(first);
    Inbox secondInbox = new Inbox(second);
    await(first.end(Buffer.buffer("bye")));
    secondInbox.assertNext("bye");
    assertTrue(secondInbox.ended().isComplete());
    assertFalse(firstInbox.closed().isComplete());
    assertFails(ConecError.STREAM_CLOSED, first.write(Buffer.buffer("late")));
    second.write(Buffer.buffer("still here"));
    firstInbox.assertNext("still here");
    await(second.end());
    await(Future.all(firstInbox.closed(), secondInbox.closed()));
    await(Future.all(first.end(), second.end()));
    assertNull(first.closeReason());
    assertNull(second.closeReason());
    assertFalse(firstInbox.failed().isComplete() || secondInbox.failed().isComplete());
    assertFails(ConecError.STREAM_CLOSED, second.write(Buffer.buffer("late")));
  }

  @Test
  void theEndWaitsForThePausedReader() {
    StreamPair pair = StreamPair.open(shop, depot);
    pair.far().pause();
    Inbox far = new Inbox(pair.far());
    Future<Void> ended = pair.near().end(Buffer.buffer("take me"));
    await(pair.near().channel().ping());
    await(pair.near().channel().ping());
    assertFalse(ended.isComplete());
    assertFalse(far.ended().isComplete());
    pair.far().resume();
    await(ended);
    assertTrue(far.ended().isComplete());
    far.assertNext("take me");
  }

  @Test
  void aStreamWithoutReadersEndsNormally() {
    StreamPair pair = StreamPair.open(shop, depot);
    await(Future.all(pair.near().end(), pair.far().end()));
  }

  @Test
  void theOpenerResets() {
    StreamPair pair = StreamPair.open(shop, depot);
    reset(pair.near(), pair.far(), StreamOptions.MAX_ID);
  }

  @Test
  void theAcceptorResets() {
    StreamPair pair = StreamPair.open(shop, depot);
    reset(pair.far(), pair.near(), 0);
  }

  private static void reset(ConecStream by, ConecStream other, long code) {
    Inbox byInbox = new Inbox(by);
    Inbox otherInbox = new Inbox(other);
    Future<Void> end = other.end();
    await(byInbox.ended());
    await(by.reset(code));
    await(end.otherwiseEmpty());
    for (Inbox inbox : new Inbox[] {byInbox, otherInbox}) {
      assertEquals(code, assertError(ConecError.STREAM_RESET, await(inbox.failed())).applicationCode());
      await(inbox.closed());
    }
    assertEquals(code, ((ConecException) by.closeReason()).applicationCode());
    assertEquals(code, ((ConecException) other.closeReason()).applicationCode());
    assertFails(ConecError.STREAM_RESET, by.write(Buffer.buffer("late")));
    assertFails(ConecError.STREAM_RESET, by.end());
    await(by.reset(code + 1 > StreamOptions.MAX_ID ? 1 : code + 1));
    assertEquals(code, ((ConecException) by.closeReason()).applicationCode());
    assertFalse(by.channel().isClosed());
    Throwable cause = await(by.reset(-1).transform(result -> Future.succeededFuture(result.cause())));
    assertTrue(cause instanceof IllegalArgumentException);
  }

  @Test
  void aResetDropsQueuedMessages() {
    StreamPair pair = StreamPair.open(shop, depot);
    pair.far().pause();
    Inbox far = new Inbox(pair.far());
    Future<Void> last = null;
    for (int i = 0; i < 100; i++) {
      last = pair.near().write(Buffer.buffer(new byte[100_000]));
    }
    Future<Void> end = pair.near().end();
    pair.near().reset(7);
    assertEquals(7, assertFails(ConecError.STREAM_RESET, last).applicationCode());
    assertFails(ConecError.STREAM_RESET, end);
    assertError(ConecError.STREAM_RESET, await(far.failed()));
    await(far.closed());
    StreamPair next = StreamPair.open(shop, depot);
    next.near().write(Buffer.buffer("goes on"));
    new Inbox(next.far()).assertNext("goes on");
  }

  @Test
  void idsAreChosenOrGiven() {
    StreamPair automatic = StreamPair.open(shop, depot);
    StreamPair next = StreamPair.open(shop, depot);
    StreamPair chosen = StreamPair.open(shop, depot, new StreamOptions().setId(StreamOptions.MAX_ID));
    StreamPair zero = StreamPair.open(depot, shop, new StreamOptions().setId(0));
    assertEquals(automatic.near().id(), automatic.far().id());
    assertNotEquals(automatic.near().id(), next.near().id());
    assertEquals(StreamOptions.MAX_ID, chosen.far().id());
    assertEquals(0, zero.far().id());
    assertTrue(zero.far().isIncoming());
    assertFalse(zero.near().isIncoming());
  }

  @Test
  void anIdIsTakenWhileItsStreamIsOpenOnOneSideOnly() {
    StreamOptions seven = new StreamOptions().setId(7);
    StreamPair pair = StreamPair.open(shop, depot, seven);
    ConecException failure = assertFails(ConecError.STREAM_ID_IN_USE, shop.openStream("depot", seven));
    assertTrue(failure.getMessage().contains("7"), failure.getMessage());
    StreamPair otherSide = StreamPair.open(depot, shop, seven);
    pair.near().write(Buffer.buffer("there"));
    otherSide.near().write(Buffer.buffer("back"));
    new Inbox(pair.far()).assertNext("there");
    new Inbox(otherSide.far()).assertNext("back");
  }

  @Test
  void anAutomaticIdAvoidsChosenOnes() {
    ConecChannel channel = StreamPair.open(shop, depot, new StreamOptions().setId(1)).near().channel();
    for (int i = 0; i < 5; i++) {
      assertNotEquals(1, await(channel.openStream()).id());
    }
  }

  @Test
  void anIdIsFreeAgainWhenItsStreamIsClosed() {
    StreamOptions seven = new StreamOptions().setId(7);
    for (int i = 0; i < 50; i++) {
      StreamPair pair = StreamPair.open(shop, depot, seven);
      Inbox near = new Inbox(pair.near());
      new Inbox(pair.far());
      pair.far().end();
      pair.near().end();
      await(near.closed());
    }
    for (int i = 0; i < 50; i++) {
      StreamPair pair = StreamPair.open(shop, depot, seven);
      Inbox far = new Inbox(pair.far());
      pair.near().write(Buffer.buffer("" + i));
      far.assertNext("" + i);
      await(pair.near().reset(i));
    }
    for (int i = 0; i < 50; i++) {
      StreamPair pair = StreamPair.open(shop, depot, seven);
      Inbox near = new Inbox(pair.near());
      await(pair.far().reset(i));
      await(near.closed());
    }
  }
}
