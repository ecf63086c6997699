package io.conec.impl.bridge;

import io.conec.bridge.ConecProducer;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The write queue of a producer. It knows when it is full, and when there is room again. Safe from any thread; the
 * drain handler is called on the context.
 */
final class ProducerQueue extends QueueSize {

  private enum State {
    FREE,
    /** The queue was full, and no writer has asked. */
    FULL,
    /** A writer has seen that the queue is full, and may wait for the drain handler. */
    AWAITED,
    /** The drain handler was called. Another handler may be set late, by a writer that saw the full queue. */
    DRAINED
  }

  private final ContextInternal context;
  private final AtomicReference<State> state = new AtomicReference<>(State.FREE);
  private volatile int maxSize = ConecProducer.DEFAULT_WRITE_QUEUE_MAX_SIZE;
  private volatile Handler<Void> drainHandler;

  ProducerQueue(ContextInternal context) {
    this.context = context;
  }

  /** A producer with a larger queue than the default may use all of it. */
  @Override
  boolean isAtLimit(int limit) {
    return super.isAtLimit(Math.max(limit, maxSize));
  }

  boolean isFull() {
    boolean full = get() >= maxSize;
    if (full) {
      state.set(State.AWAITED);
      // The queue may have been drained just before.
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
    if (handler != null && state.compareAndSet(State.DRAINED, State.FREE) && !isFull()) {
      // Only once, even if the handler sets other handlers.
      context.runOnContext(v -> handler.handle(null));
    }
    drainIfAwaited();
  }

  @Override
  long add(int size) {
    long queued = super.add(size);
    if (queued >= maxSize && !state.compareAndSet(State.FREE, State.FULL)) {
      state.compareAndSet(State.DRAINED, State.AWAITED);
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
    Handler<Void> handler = drainHandler;
    if (isDrained()) {
      context.runOnContext(v -> drained());
    } else if (get() <= maxSize / 2 && state.compareAndSet(State.FULL, State.FREE) && handler != null) {
      context.runOnContext(handler);
    }
  }

  private boolean isDrained() {
    return state.get() == State.AWAITED && drainHandler != null && get() <= maxSize / 2;
  }

  private void drained() {
    Handler<Void> handler = drainHandler;
    if (handler != null && isDrained() && state.compareAndSet(State.AWAITED, State.DRAINED)) {
      if (get() >= maxSize) {
        // Another thread has filled the queue meanwhile, and waits for the next call.
        state.set(State.AWAITED);
      }
      handler.handle(null);
    }
  }
}
