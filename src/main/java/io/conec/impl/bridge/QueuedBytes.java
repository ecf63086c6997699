package io.conec.impl.bridge;

import io.conec.bridge.ConecProducer;
import io.vertx.core.buffer.Buffer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of messages nobody has taken yet. From any thread.
 */
class QueuedBytes {

  private final AtomicLong bytes = new AtomicLong();

  /** What a message counts: an object and its buffer take memory, too. */
  static int of(Buffer message) {
    return Math.max(message.length(), ConecProducer.MIN_MESSAGE_SIZE);
  }

  /** While this is so no more is taken. */
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
