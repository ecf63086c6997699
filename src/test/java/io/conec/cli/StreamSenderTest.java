package io.conec.cli;

import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.test.Inbox;
import io.conec.test.StreamPair;
import io.conec.test.TestNet;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is reported as sent has arrived. */
class StreamSenderTest {

  private static final int SIZE = 400_000;
  private static final int CHUNK = 64 * 1024;

  private final TestNet net = new TestNet();
  private final CommandRuntime runtime = new CommandRuntime(Invocation.ofProcess());

  @AfterEach
  void close() {
    runtime.close();
    net.close();
  }

  private StreamPair pair(int maxMessageSize) {
    return StreamPair.open(net.connect("shop"),
      net.connect(net.clientOptions("depot").setMaxMessageSize(maxMessageSize)));
  }

  private static byte[] content() {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    return content;
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, CHUNK - 1, CHUNK, 10 * CHUNK})
  void messagesAreAsLargeAsThePeerReads(int maxMessageSize) {
    StreamPair pair = pair(maxMessageSize);
    Inbox inbox = new Inbox(pair.far());
    byte[] content = content();
    Future<Meter.Result> sent = StreamSender.start(runtime, pair.near(), new ByteArrayInputStream(content));
    await(inbox.ended());
    assertEquals(SIZE, await(sent).bytes());
    Buffer received = Buffer.buffer();
    while (inbox.size() > 0) {
      Buffer message = inbox.next();
      assertEquals(Math.min(Math.min(maxMessageSize, CHUNK), SIZE - received.length()), message.length());
      received.appendBuffer(message);
    }
    assertArrayEquals(content, received.getBytes());
  }

  /** Whichever it is, the last ones too, and though the stream itself goes on. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7})
  void aWriteThatFailsIsReported(int which) {
    StreamPair pair = pair(10 * CHUNK);
    Inbox inbox = new Inbox(pair.far());
    Future<Meter.Result> sent =
      StreamSender.start(runtime, failing(pair.near(), which, 10 * CHUNK), new ByteArrayInputStream(content()));
    assertEquals(ConecError.MESSAGE_TOO_LARGE, assertThrows(ConecException.class, () -> await(sent)).error());
    assertEquals(StreamSender.LOCAL_FAILURE, ((ConecException) await(inbox.failed())).applicationCode());
  }

  @Test
  void aPeerThatReadsNothingIsNotTriedForEver() {
    Future<Meter.Result> sent =
      StreamSender.start(runtime, failing(pair(1).near(), 1, 0), new ByteArrayInputStream(content()));
    assertEquals(ConecError.MESSAGE_TOO_LARGE, assertThrows(ConecException.class, () -> await(sent)).error());
  }

  /** A stream of which one write fails. */
  private static ConecStream failing(ConecStream stream, int which, int maxMessageSize) {
    AtomicInteger writes = new AtomicInteger();
    return (ConecStream) Proxy.newProxyInstance(StreamSenderTest.class.getClassLoader(),
      new Class<?>[] {ConecStream.class}, (proxy, method, arguments) -> {
        if (method.getName().equals("write") && writes.incrementAndGet() == which) {
          return Future.failedFuture(new ConecException(ConecError.MESSAGE_TOO_LARGE, "too large"));
        } else if (method.getName().equals("maxMessageSize")) {
          return maxMessageSize;
        }
        try {
          return method.invoke(stream, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
      });
  }
}
