package io.conec.client;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecStream;
import io.conec.OverflowPolicy;
import io.conec.StreamOptions;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A reader of a data stream with DROP_OLDEST never makes the writer wait. */
class StreamOverflowTest {

  private static final int MESSAGE = 32 * 1024;
  private static final int MESSAGES = 500;

  private final TestNet net = new TestNet();
  private final ConecClient shop = net.connect("shop");
  private final ConecClient depot = net.connect("depot");
  private final StreamPair pair = StreamPair.open(shop, depot);
  /** The calls of the handlers: the numbers of the messages, and as negative numbers how many were dropped. */
  private final BlockingQueue<Long> told = new LinkedBlockingQueue<>();
  private final Promise<Void> ended = Promise.promise();

  @AfterEach
  void close() {
    net.close();
  }

  private ConecStream dropOldest(int maxBufferedMessages) {
    return watch(pair.far().setOverflow(OverflowPolicy.DROP_OLDEST, maxBufferedMessages));
  }

  private ConecStream watch(ConecStream stream) {
    return stream.pause().droppedHandler(count -> told.add(-count)).endHandler(v -> ended.complete())
      .handler(message -> told.add(message.getLong(0)));
  }

  private List<Future<Void>> write(int messages) {
    return write(pair.near(), messages);
  }

  private static List<Future<Void>> write(ConecStream writer, int messages) {
    List<Future<Void>> writes = new ArrayList<>();
    for (long i = 1; i <= messages; i++) {
      writes.add(writer.write(message(i)));
    }
    return writes;
  }

  private static Buffer message(long number) {
    return Buffer.buffer().appendLong(number).appendBytes(new byte[MESSAGE]);
  }

  /** @return how many were dropped before the last message */
  private static long dropped(List<Long> told) {
    long last = 0;
    long dropped = 0;
    long before = 0;
    for (long number : told) {
      if (number < 0) {
        assertEquals(0, before, "told twice before one message");
        before = -number;
      } else {
        assertEquals(last + before + 1, number);
        last = number;
        dropped += before;
        before = 0;
      }
    }
    return dropped;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 300})
  void theWriterNeverWaitsAndTheNewestMessagesRemain(int maxBufferedMessages) {
    ConecStream reader = dropOldest(maxBufferedMessages);
    List<Future<Void>> writes = write(MESSAGES);
    Future<Void> sent = pair.near().end();
    await(Future.all(writes));
    await(pair.near().channel().ping());
    assertTrue(told.isEmpty());
    assertFalse(ended.future().isComplete());
    reader.resume();
    await(ended.future());
    await(sent);
    List<Long> all = List.copyOf(told);
    assertEquals(MESSAGES, all.stream().filter(number -> number > 0).count() + dropped(all));
    for (int i = 0; i < maxBufferedMessages; i++) {
      assertEquals(MESSAGES - i, all.get(all.size() - 1 - i));
    }
  }

  @Test
  void nothingIsDroppedWhenThereIsRoom() {
    ConecStream reader = dropOldest(MESSAGES);
    write(MESSAGES);
    pair.near().end();
    reader.resume();
    await(ended.future());
    List<Long> all = List.copyOf(told);
    assertEquals(MESSAGES, all.size());
    assertEquals(0, dropped(all));
  }

  @Test
  void theReaderTakesOneAtATime() {
    ConecStream reader = dropOldest(3);
    await(Future.all(write(MESSAGES)));
    pair.near().end();
    int fetched = 0;
    while (!ended.future().isComplete()) {
      reader.fetch(1);
      fetched++;
      int most = fetched;
      awaitUntil(() -> ended.future().isComplete() || received() == most);
    }
    List<Long> all = List.copyOf(told);
    assertEquals(MESSAGES, received() + dropped(all));
    assertEquals(MESSAGES, all.get(all.size() - 1));
  }

  private long received() {
    return told.stream().filter(number -> number > 0).count();
  }

  @Test
  void theOtherDirectionDoesNotChange() {
    dropOldest(1).resume();
    pair.near().handler(pair.near()::write);
    await(pair.far().write(Buffer.buffer().appendLong(42)));
    awaitUntil(() -> told.size() == 1);
    assertEquals(42, told.peek());
    pair.far().end();
    pair.near().end();
    await(ended.future());
  }

  @Test
  void theExceptionHandlerGetsAReset() {
    Promise<Throwable> failed = Promise.promise();
    ConecStream reader = dropOldest(1).exceptionHandler(failed::complete);
    write(10);
    pair.near().reset(7);
    assertEquals(7, assertError(ConecError.STREAM_RESET, await(failed.future())).applicationCode());
    reader.resume();
    await(pair.far().channel().ping());
    assertFalse(ended.future().isComplete());
  }

  /** Most messages have arrived and wait before the reader begins to drop the oldest. */
  @Test
  void messagesThatWaitAlreadyAreDroppedToo() {
    pair.far().pause();
    await(Future.all(write(10)));
    await(pair.near().channel().ping());
    ConecStream reader = dropOldest(2);
    Future<Void> sent = pair.near().end();
    await(pair.near().channel().ping());
    reader.resume();
    await(ended.future());
    await(sent);
    List<Long> all = List.copyOf(told);
    assertEquals(10, received() + dropped(all));
    assertEquals(10, all.get(all.size() - 1));
    assertTrue(dropped(all) > 0, "nothing was dropped: " + all);
  }

  /** The side that opens a stream sets the same in the options. */
  @Test
  void theOptionsOfTheOpeningSideApply() {
    Promise<ConecStream> accepted = Promise.promise();
    depot.streamHandler(accepted::complete);
    ConecStream reader = watch(await(shop.openStream("depot",
      new StreamOptions().setOverflow(OverflowPolicy.DROP_OLDEST).setMaxBufferedMessages(3))));
    ConecStream writer = await(accepted.future());
    List<Future<Void>> writes = write(writer, MESSAGES);
    writer.end();
    await(Future.all(writes));
    await(writer.channel().ping());
    reader.resume();
    await(ended.future());
    List<Long> all = List.copyOf(told);
    assertEquals(MESSAGES, received() + dropped(all));
    assertEquals(List.of(MESSAGES - 2L, MESSAGES - 1L, (long) MESSAGES), all.subList(all.size() - 3, all.size()));
    assertTrue(dropped(all) > 0, "nothing was dropped: " + all);
  }

  /** A reader can return to BLOCK: from then on the writer waits, and nothing more is dropped. */
  @Test
  void aReaderThatBlocksAgainLosesNothingMore() {
    ConecStream reader = dropOldest(2);
    await(Future.all(write(10)));
    await(pair.near().channel().ping());
    reader.setOverflow(OverflowPolicy.BLOCK, 2);
    for (long i = 11; i <= MESSAGES; i++) {
      pair.near().write(message(i));
    }
    pair.near().end();
    reader.resume();
    await(ended.future());
    List<Long> all = List.copyOf(told);
    assertEquals(MESSAGES, received() + dropped(all));
    assertTrue(dropped(all) <= 10, "dropped after it blocked: " + all);
    assertEquals(MESSAGES - 10, all.stream().filter(number -> number > 10).count());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, StreamOptions.MAX_BUFFERED_MESSAGES + 1})
  void theNumberOfMessagesIsChecked(int maxBufferedMessages) {
    IllegalArgumentException failure = assertThrows(IllegalArgumentException.class,
      () -> pair.far().setOverflow(OverflowPolicy.BLOCK, maxBufferedMessages));
    assertTrue(failure.getMessage().contains("maxBufferedMessages"), failure.getMessage());
    assertThrows(IllegalArgumentException.class, () -> pair.far().setOverflow(null, 1));
  }
}
