package io.conec.test;

import io.conec.ConecStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

/** Everything that one end of a stream receives. */
public final class Inbox {

  private final BlockingQueue<Buffer> messages = new LinkedBlockingQueue<>();
  private final Promise<Void> ended = Promise.promise();
  private final Promise<Throwable> failed = Promise.promise();
  private final Promise<Void> closed = Promise.promise();

  public Inbox(ConecStream stream) {
    stream.closeHandler(v -> closed.tryComplete());
    stream.exceptionHandler(failed::tryComplete);
    stream.endHandler(v -> ended.tryComplete());
    stream.handler(messages::add);
  }

  public Buffer next() {
    try {
      Buffer message = messages.poll(TestNet.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      assertNotNull(message, "no message within the deadline");
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public void assertNext(String text) {
    assertEquals(text, next().toString());
  }

  public void assertEmpty() {
    assertNull(messages.peek());
  }

  public int size() {
    return messages.size();
  }

  public Future<Void> ended() {
    return ended.future();
  }

  public Future<Throwable> failed() {
    return failed.future();
  }

  public Future<Void> closed() {
    return closed.future();
  }
}
