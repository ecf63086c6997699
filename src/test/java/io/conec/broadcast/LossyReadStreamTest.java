package io.conec.broadcast;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecStream;
import io.conec.LossyReadStream;
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
import java.lang.reflect.Proxy;
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

/** A reader of a data stream that never makes the writer wait. */
class LossyReadStreamTest {

  private static final int MESSAGE = 32 * 1024;
  private static final int MESSAGES = 500;

  private final TestNet net = new TestNet();
  private final ConecClient shop = net.connect("shop");
  private final ConecClient depot = net.connect("depot");
  private final StreamPair pair = StreamPair.open(shop, depot);
  /** What the handlers are told: the numbers of the messages, and what was missed as a negative number. */
  private final BlockingQueue<Long> told = new LinkedBlockingQueue<>();
  private final Promise<Void> ended = Promise.promise();

  @AfterEach
  void close() {
    net.close();
  }

  private LossyReadStream lossy(int bufferSize) {
    LossyReadStream lossy = LossyReadStream.create(pair.far(), bufferSize);
    return lossy.pause().laggedHandler(missed -> told.add(-missed)).endHandler(v -> ended.complete())
      .handler(message -> told.add(message.getLong(0)));
  }

  private List<Future<Void>> write(int messages) {
    List<Future<Void>> writes = new ArrayList<>();
    for (long i = 1; i <= messages; i++) {
      writes.add(pair.near().write(Buffer.buffer().appendLong(i).appendBytes(new byte[MESSAGE])));
    }
    return writes;
  }

  /** @return how many were missed before the last message */
  private static long missed(List<Long> told) {
    long last = 0;
    long missed = 0;
    long before = 0;
    for (long number : told) {
      if (number < 0) {
        assertEquals(0, before, "told twice before one message");
        before = -number;
      } else {
        assertEquals(last + before + 1, number);
        last = number;
        missed += before;
        before = 0;
      }
    }
    return missed;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 300})
  void theWriterNeverWaitsAndTheNewestAreKept(int bufferSize) {
    LossyReadStream lossy = lossy(bufferSize);
    List<Future<Void>> writes = write(MESSAGES);
    Future<Void> sent = pair.near().end();
    await(Future.all(writes));
    await(pair.near().channel().ping());
    assertTrue(told.isEmpty());
    assertFalse(ended.future().isComplete());
    lossy.resume();
    await(ended.future());
    await(sent);
    List<Long> all = List.copyOf(told);
    assertEquals(MESSAGES, all.stream().filter(number -> number > 0).count() + missed(all));
    for (int i = 0; i < bufferSize; i++) {
      assertEquals(MESSAGES - i, all.get(all.size() - 1 - i));
    }
  }

  @Test
  void nothingIsMissedWhenThereIsRoom() {
    LossyReadStream lossy = lossy(MESSAGES);
    write(MESSAGES);
    pair.near().end();
    lossy.resume();
    await(ended.future());
    List<Long> all = List.copyOf(told);
    assertEquals(MESSAGES, all.size());
    assertEquals(0, missed(all));
  }

  @Test
  void oneIsTakenAtATime() {
    LossyReadStream lossy = lossy(3);
    await(Future.all(write(MESSAGES)));
    pair.near().end();
    int fetched = 0;
    while (!ended.future().isComplete()) {
      lossy.fetch(1);
      fetched++;
      int most = fetched;
      awaitUntil(() -> ended.future().isComplete() || received() == most);
    }
    List<Long> all = List.copyOf(told);
    assertEquals(MESSAGES, received() + missed(all));
    assertEquals(MESSAGES, all.get(all.size() - 1));
  }

  private long received() {
    return told.stream().filter(number -> number > 0).count();
  }

  @Test
  void theOtherDirectionIsAsBefore() {
    lossy(1).resume();
    pair.near().handler(pair.near()::write);
    await(pair.far().write(Buffer.buffer().appendLong(42)));
    awaitUntil(() -> told.size() == 1);
    assertEquals(42, told.peek());
    pair.far().end();
    pair.near().end();
    await(ended.future());
  }

  @Test
  void whatEndsTheStreamEarlyIsTold() {
    Promise<Throwable> failed = Promise.promise();
    LossyReadStream lossy = lossy(1).exceptionHandler(failed::complete);
    write(10);
    pair.near().reset(7);
    assertEquals(7, assertError(ConecError.STREAM_RESET, await(failed.future())).applicationCode());
    lossy.resume();
    await(pair.far().channel().ping());
    assertFalse(ended.future().isComplete());
  }

  /** Most of it has arrived, and waits, before anybody wants the newest only. */
  @Test
  void whatWaitsAlreadyIsDroppedToo() {
    pair.far().pause();
    await(Future.all(write(10)));
    await(pair.near().channel().ping());
    LossyReadStream lossy = lossy(2);
    Future<Void> sent = pair.near().end();
    await(pair.near().channel().ping());
    lossy.resume();
    await(ended.future());
    await(sent);
    List<Long> all = List.copyOf(told);
    assertEquals(10, received() + missed(all));
    assertEquals(10, all.get(all.size() - 1));
    assertTrue(missed(all) > 0, "nothing was dropped: " + all);
  }

  @Test
  void onlyAStreamOfThisLibraryIsTaken() {
    ConecStream other = (ConecStream) Proxy.newProxyInstance(getClass().getClassLoader(),
      new Class<?>[] {ConecStream.class}, (proxy, method, arguments) -> null);
    for (ConecStream stream : new ConecStream[] {null, other}) {
      assertThrows(IllegalArgumentException.class, () -> LossyReadStream.create(stream, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, LossyReadStream.MAX_BUFFER_SIZE + 1})
  void theSizeOfTheBufferIsChecked(int bufferSize) {
    IllegalArgumentException failure =
      assertThrows(IllegalArgumentException.class, () -> LossyReadStream.create(pair.far(), bufferSize));
    assertTrue(failure.getMessage().contains("bufferSize"), failure.getMessage());
  }
}
