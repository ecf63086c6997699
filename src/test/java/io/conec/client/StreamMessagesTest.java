package io.conec.client;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.test.Inbox;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static io.conec.test.TestNet.assertError;
import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static io.conec.test.TestNet.awaitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages arrive as they were written. */
class StreamMessagesTest {

  private final TestNet net = new TestNet();
  private final ConecClient depot = net.connect("depot");
  private final ConecClient shop = net.connect("shop");

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void inTheOrderOfWritingInBothDirections() {
    StreamPair pair = StreamPair.open(shop, depot);
    Inbox near = new Inbox(pair.near());
    Inbox far = new Inbox(pair.far());
    for (int i = 0; i < 2000; i++) {
      pair.near().write(Buffer.buffer("there " + i));
      pair.far().write(Buffer.buffer("back " + i));
    }
    for (int i = 0; i < 2000; i++) {
      far.assertNext("there " + i);
      near.assertNext("back " + i);
    }
  }

  @Test
  void anEmptyMessageIsAMessage() {
    StreamPair pair = StreamPair.open(shop, depot);
    Inbox far = new Inbox(pair.far());
    pair.near().write(Buffer.buffer());
    pair.near().write(Buffer.buffer("x"));
    Future<Void> ended = pair.near().end(Buffer.buffer());
    far.assertNext("");
    far.assertNext("x");
    far.assertNext("");
    await(ended);
    await(far.ended());
    far.assertEmpty();
  }

  @Test
  void theLargestMessage() {
    StreamPair pair = StreamPair.open(shop, depot);
    byte[] bytes = new byte[8 * 1024 * 1024];
    new Random(1).nextBytes(bytes);
    Inbox far = new Inbox(pair.far());
    pair.near().write(Buffer.buffer(bytes));
    assertEquals(Buffer.buffer(bytes), far.next());
    await(pair.near().end());
  }

  @Test
  void theBufferOfTheWriterIsNotChanged() {
    StreamPair pair = StreamPair.open(shop, depot);
    Inbox far = new Inbox(pair.far());
    Buffer buffer = Buffer.buffer("twice");
    pair.near().write(buffer);
    pair.near().write(buffer);
    far.assertNext("twice");
    far.assertNext("twice");
    assertEquals("twice", buffer.toString());
  }

  @Test
  void aMessageOverTheLimitOfTheReaderFailsAndTheStreamGoesOn() {
    ConecClient small = net.connect(net.clientOptions("small").setMaxMessageSize(100));
    StreamPair pair = StreamPair.open(shop, small, new StreamOptions().setMaxMessageSize(10));
    assertEquals(100, pair.near().maxMessageSize());
    assertEquals(10, pair.far().maxMessageSize());
    ConecException failure = assertFails(ConecError.MESSAGE_TOO_LARGE, pair.near().write(Buffer.buffer(new byte[101])));
    assertTrue(failure.getMessage().contains("maxMessageSize"), failure.getMessage());
    assertFails(ConecError.MESSAGE_TOO_LARGE, pair.far().write(Buffer.buffer(new byte[11])));
    pair.near().write(Buffer.buffer(new byte[100]));
    pair.far().write(Buffer.buffer(new byte[10]));
    assertEquals(100, new Inbox(pair.far()).next().length());
    assertEquals(10, new Inbox(pair.near()).next().length());
  }

  @Test
  void pauseFetchAndResume() {
    StreamPair pair = StreamPair.open(shop, depot);
    pair.far().pause();
    Inbox far = new Inbox(pair.far());
    for (int i = 0; i < 10; i++) {
      await(pair.near().write(Buffer.buffer("" + i)));
    }
    Future<Void> ended = pair.near().end();
    await(pair.near().channel().ping());
    far.assertEmpty();
    pair.far().fetch(3);
    awaitUntil(() -> far.size() == 3);
    await(pair.near().channel().ping());
    assertEquals(3, far.size());
    assertFalse(ended.isComplete());
    assertFalse(far.ended().isComplete());
    pair.far().resume();
    for (int i = 0; i < 10; i++) {
      far.assertNext("" + i);
    }
    await(far.ended());
    await(ended);
  }

  @Test
  void messagesWaitForTheFirstHandler() {
    StreamPair pair = StreamPair.open(shop, depot);
    await(pair.near().write(Buffer.buffer("early")));
    await(pair.near().channel().ping());
    new Inbox(pair.far()).assertNext("early");
  }

  @Test
  void anEndHandlerThatIsSetLateIsCalled() {
    StreamPair pair = StreamPair.open(shop, depot);
    pair.far().end();
    await(pair.near().channel().ping());
    await(pair.near().channel().ping());
    Promise<Void> ended = Promise.promise();
    pair.near().endHandler(v -> ended.complete());
    await(ended.future());
  }

  @Test
  void oneStreamIsPipedIntoAnother() {
    depot.streamHandler("copy", stream -> stream.pipeTo(stream));
    ConecStream copy = await(shop.openStream("depot", new StreamOptions().setProtocol("copy")));
    StreamPair source = StreamPair.open(depot, shop);
    Future<Void> piped = source.far().pipeTo(copy);
    Inbox back = new Inbox(copy);
    List<Future<Void>> writes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      writes.add(source.near().write(Buffer.buffer(new byte[10_000]).appendInt(i)));
    }
    Future<Void> ended = source.near().end();
    for (int i = 0; i < 200; i++) {
      assertEquals(i, back.next().getInt(10_000));
    }
    await(piped);
    await(ended);
    await(back.ended());
    await(Future.all(writes));
    await(back.closed());
  }

  @Test
  void aWriterThatIgnoresBackPressureLosesNothing() {
    StreamPair pair = StreamPair.open(shop, depot);
    pair.far().pause();
    Inbox far = new Inbox(pair.far());
    List<Future<Void>> writes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      writes.add(pair.near().write(Buffer.buffer().appendInt(i).appendBytes(new byte[50_000])));
    }
    assertTrue(pair.near().writeQueueFull());
    Promise<Void> drained = Promise.promise();
    pair.near().drainHandler(v -> drained.tryComplete());
    Future<Void> ended = pair.near().end();
    pair.far().resume();
    for (int i = 0; i < 400; i++) {
      assertEquals(i, far.next().getInt(0));
    }
    await(Future.all(writes));
    await(drained.future());
    await(ended);
    assertFalse(pair.near().writeQueueFull());
  }

  @Test
  void anExceptionOfAHandlerDoesNotEndTheStream() {
    StreamPair pair = StreamPair.open(shop, depot);
    pair.far().handler(message -> {
      if (message.length() == 0) {
        throw new IllegalStateException("on purpose");
      }
      pair.far().write(message);
    });
    Inbox near = new Inbox(pair.near());
    pair.near().write(Buffer.buffer());
    pair.near().write(Buffer.buffer("next"));
    near.assertNext("next");
    pair.near().reset(1);
    assertError(ConecError.STREAM_RESET, await(near.failed()));
  }
}
