package io.conec.impl.bridge;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A message that the event bus has, until all consumers that it has chosen have taken theirs. Methods may be called
 * from any thread.
 */
final class Delivery extends WeakReference<Object> {

  /** What the event bus has: first the message itself, which it may still give to consumers. */
  private final AtomicInteger open = new AtomicInteger(1);
  private final Consumer<Delivery> onTaken;

  /**
   * @param trace an object that is in memory as long as the event bus has the message, and no longer
   */
  Delivery(Object trace, ReferenceQueue<Object> untraced, Consumer<Delivery> onTaken) {
    super(trace, untraced);
    this.onTaken = onTaken;
  }

  /** One more consumer is to get it. */
  void chosen() {
    open.incrementAndGet();
  }

  /** A consumer has it now, or never will; or no more consumers are chosen. */
  void taken() {
    if (open.decrementAndGet() == 0) {
      allTaken();
    }
  }

  void allTaken() {
    onTaken.accept(this);
  }
}
