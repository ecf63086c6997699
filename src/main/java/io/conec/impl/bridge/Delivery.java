package io.conec.impl.bridge;

import io.vertx.core.Completable;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A message that the event bus has, until all consumers that were chosen for it have taken theirs. Methods may be
 * called from any thread.
 */
final class Delivery extends WeakReference<Object> {

  /** What the event bus has: first the message itself, which may still go to more consumers. */
  private final AtomicInteger open = new AtomicInteger(1);
  private final Predicate<Delivery> remove;
  private final Completable<Void> done;
  private volatile Throwable failure;

  /**
   * @param token  an object that is in memory as long as the event bus has the message, and no longer
   * @param remove whether the delivery was not ended before
   */
  Delivery(Object token, ReferenceQueue<Object> gone, Predicate<Delivery> remove, Completable<Void> done) {
    super(token, gone);
    this.remove = remove;
    this.done = done;
  }

  /** One more consumer is to get it. */
  void chosen() {
    open.incrementAndGet();
  }

  /**
   * A consumer has it now, or never will; or no more consumers are chosen.
   *
   * @param failure why a consumer has not got it, {@code null} when it has
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
