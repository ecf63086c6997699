package io.conec.impl.bridge;

import io.vertx.core.Completable;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A message in the event bus, until all consumers that were chosen for it have taken it. Safe from any thread.
 */
final class Delivery extends WeakReference<Object> {

  /** Consumers that have not taken the message; plus one until all consumers are chosen. */
  private final AtomicInteger open = new AtomicInteger(1);
  private final Predicate<Delivery> remove;
  private final Completable<Void> done;
  private volatile Throwable failure;

  /**
   * @param token  an object that stays in memory exactly as long as the event bus has the message
   * @param remove removes this delivery; returns {@code false} if it has ended before
   */
  Delivery(Object token, ReferenceQueue<Object> collected, Predicate<Delivery> remove, Completable<Void> done) {
    super(token, collected);
    this.remove = remove;
    this.done = done;
  }

  /** One more consumer was chosen. */
  void chosen() {
    open.incrementAndGet();
  }

  /**
   * A consumer has taken the message or never will, or all consumers are chosen.
   *
   * @param failure why a consumer does not get it, {@code null} when it has taken it
   */
  void settled(Throwable failure) {
    if (failure != null) {
      this.failure = failure;
    }
    if (open.decrementAndGet() == 0) {
      end();
    }
  }

  void end() {
    if (remove.test(this)) {
      done.complete(null, failure);
    }
  }
}
