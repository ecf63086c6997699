package io.conec.test;

import io.conec.ConecStream;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertNull;

/**
 * Sends numbered messages from one end of a stream to the other, one every few milliseconds; each has to arrive, in
 * order.
 */
public final class Transfer {

  private static final int INTERVAL_MILLIS = 5;
  private static final int MESSAGE = 3000;

  private final Vertx vertx;
  private final long timer;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger received = new AtomicInteger();
  private final AtomicLong last = new AtomicLong(System.nanoTime());
  private final AtomicLong largestGap = new AtomicLong();
  private final AtomicReference<String> wrong = new AtomicReference<>();

  public Transfer(Vertx vertx, ConecStream from, ConecStream to) {
    this.vertx = vertx;
    to.handler(this::received);
    timer = vertx.setPeriodic(INTERVAL_MILLIS, tick -> {
      if (!from.writeQueueFull()) {
        from.write(message(sent.getAndIncrement()));
      }
    });
  }

  private static Buffer message(int number) {
    return Buffer.buffer(new byte[MESSAGE]).setInt(0, number).setInt(MESSAGE - Integer.BYTES, ~number);
  }

  private void received(Buffer message) {
    int expected = received.get();
    if (!message.equals(message(expected))) {
      wrong.compareAndSet(null, "message " + message.getInt(0) + " of " + message.length() + " bytes, not " + expected);
    }
    long now = System.nanoTime();
    largestGap.accumulateAndGet(now - last.getAndSet(now), Math::max);
    received.incrementAndGet();
  }

  public int receivedSoFar() {
    return received.get();
  }

  /** Something new has arrived. */
  public void awaitProgress() {
    int before = received.get();
    TestNet.awaitUntil(() -> received.get() > before + 10);
  }

  /** Ends the transfer, and checks that everything has arrived. */
  public void finish() {
    vertx.cancelTimer(timer);
    TestNet.awaitUntil(() -> received.get() >= sent.get());
    assertNull(wrong.get());
  }

  /** The longest time between two messages. */
  public long largestGapMillis() {
    return TimeUnit.NANOSECONDS.toMillis(largestGap.get());
  }

  @Override
  public String toString() {
    return received.get() + " of " + sent.get() + " have come, and the longest time between two is "
      + largestGapMillis() + " ms";
  }
}
