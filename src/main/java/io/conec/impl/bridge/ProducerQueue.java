package io.conec.impl.bridge;

import io.conec.bridge.ConecProducer;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a producer has written and nobody has taken yet: tells when it is full, and when there is room again. From any
 * thread; the drain handler is called on the context.
 */
final class ProducerQueue extends QueuedBytes {

  private final ContextInternal context;
  /** Somebody may wait for the drain handler. */
  private final AtomicBoolean awaited = new AtomicBoolean();
  private volatile int maxSize = ConecProducer.DEFAULT_WRITE_QUEUE_MAX_SIZE;
  private volatile Handler<Void> drainHandler;

  ProducerQueue(ContextInternal context) {
    this.context = context;
  }

  /** One that has asked for more room than others get may use it. */
  @Override
  boolean isAtLimit(int limit) {
    return super.isAtLimit(Math.max(limit, maxSize));
  }

  boolean isFull() {
    boolean full = get() >= maxSize;
    if (full) {
      awaited.set(true);
      // It may have been drained before that was known.
      drainIfAwaited();
    }
    return full;
  }

  void setMaxSize(int maxSize) {
    this.maxSize = maxSize;
    drainIfAwaited();
  }

  void drainHandler(Handler<Void> handler) {
    drainHandler = handler;
    drainIfAwaited();
  }

  @Override
  long add(int size) {
    long queued = super.add(size);
    if (queued >= maxSize) {
      awaited.set(true);
    }
    return queued;
  }

  @Override
  long remove(int size) {
    long queued = super.remove(size);
    drainIfAwaited();
    return queued;
  }

  private void drainIfAwaited() {
    if (isDrained()) {
      context.runOnContext(v -> drained());
    }
  }

  private boolean isDrained() {
    return awaited.get() && drainHandler != null && get() <= maxSize / 2;
  }

  private void drained() {
    Handler<Void> handler = drainHandler;
    if (handler != null && isDrained() && awaited.compareAndSet(true, false)) {
      if (get() >= maxSize) {
        // Another thread has filled it meanwhile, and waits for the next time.
        awaited.set(true);
      }
      handler.handle(null);
    }
  }
}
