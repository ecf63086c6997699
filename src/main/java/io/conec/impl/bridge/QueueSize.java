package io.conec.impl.bridge;

import io.conec.bridge.ConecProducer;
import io.vertx.core.buffer.Buffer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of the messages in a queue. Safe from any thread.
 */
class QueueSize {

  private final AtomicLong bytes = new AtomicLong();

  /** @return the bytes that a message counts, including its objects */
  static int of(Buffer message) {
    return Math.max(message.length(), ConecProducer.MIN_MESSAGE_SIZE);
  }

  /** Whether no more messages are accepted. */
  boolean isAtLimit(int limit) {
    return bytes.get() >= limit;
  }

  long add(int size) {
    return bytes.addAndGet(size);
  }

  long remove(int size) {
    return bytes.addAndGet(-size);
  }

  long get() {
    return bytes.get();
  }
}
