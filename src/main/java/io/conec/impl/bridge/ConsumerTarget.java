package io.conec.impl.bridge;

import io.conec.impl.bridge.BusInternals.Receiver;
import io.vertx.core.internal.EventExecutor;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One consumer on the event bus. It gets one message after another. The next one follows only when the buffer of the
 * consumer has accepted or discarded the message before, so discarded messages keep their order.
 * <p>
 * Confined to the context of the consumer, except where noted.
 */
final class ConsumerTarget extends DeliveryTarget {

  private static final Logger LOG = LoggerFactory.getLogger(ConsumerTarget.class);

  private enum State {
    IDLE, GIVING,
    /**
     * The consumer has no room, or has left. Delivery continues when it has taken or lost a message, or after some
     * time.
     */
    STALLED
  }

  /**
   * The most checks to wait before the next attempt; the number doubles up to this. Vert.x logs each failed attempt.
   */
  private static final int MAX_LOOKS = 16;

  /** After this many checks no message is in flight to an unregistered consumer. */
  private static final int LOOKS_TO_FORGET = 20;

  private final DeliveryWindow window;
  private final Receiver consumer;
  private final EventExecutor executor;
  private final Queue<Assignment> queue = new PriorityQueue<>(Comparator.comparingLong(item -> item.sequence));
  private State state = State.IDLE;
  /** Messages in the buffer of the consumer. */
  private int buffered;
  private int looks;
  private int looksToRetry = 1;
  /** Confined to the context of the bridge. */
  private int looksSinceGone;
  private final AtomicBoolean looking = new AtomicBoolean();

  /**
   * @param limit the most messages in the buffer of the consumer
   */
  ConsumerTarget(DeliveryWindow window, Receiver consumer, int limit) {
    super(limit);
    this.window = window;
    this.consumer = consumer;
    this.executor = consumer.executor();
  }

  @Override
  void give(Assignment assignment) {
    execute(() -> {
      queue.add(assignment);
      if (state == State.IDLE) {
        next();
      }
    });
  }

  /** The thread of a consumer may have ended: {@link #look()} finds its messages. */
  private void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("A consumer of address '" + consumer.address() + "' has no thread any more", e);
    }
  }

  @Override
  void look() {
    // One check at a time, because the consumer may be busy for hours.
    if (looking.compareAndSet(false, true)) {
      execute(this::looked);
    }
    if (!consumer.isRegistered() && ++looksSinceGone >= LOOKS_TO_FORGET) {
      window.giveBack(List.copyOf(assigned()));
    }
  }

  private void looked() {
    looking.set(false);
    if (state == State.STALLED && (window.isClosed() || ++looks >= looksToRetry)) {
      looksToRetry = Math.min(2 * looksToRetry, MAX_LOOKS);
      next();
    }
  }

  private void next() {
    looks = 0;
    if (!window.isOpenTo(consumer)) {
      leave();
      return;
    }
    Assignment assignment = queue.poll();
    if (assignment == null) {
      state = State.IDLE;
      return;
    }
    state = State.GIVING;
    buffered++;
    window.deliverTo(consumer, assignment.delivery, (taken, failure) -> {
      if (executor.inThread()) {
        settled(assignment, failure);
      } else {
        execute(() -> settled(assignment, failure));
      }
    });
    // After the event bus has buffered or discarded the message.
    execute(() -> given(assignment));
  }

  /**
   * Return all messages together, including those that the event bus still has to discard, so that they keep their
   * order.
   */
  private void leave() {
    state = State.STALLED;
    if (buffered == 0 || window.isClosed()) {
      state = State.IDLE;
      List<Assignment> all = new ArrayList<>(queue);
      queue.clear();
      window.giveBack(all);
    }
  }

  private void given(Assignment assignment) {
    if (queue.peek() == assignment) {
      state = State.STALLED;
    } else {
      next();
    }
  }

  private void settled(Assignment assignment, Throwable failure) {
    buffered--;
    if (DeliveryWindow.isDiscarded(failure)) {
      discarded(assignment);
      return;
    }
    window.settled(assignment, failure);
    looksToRetry = 1;
    if (state == State.STALLED) {
      next();
    }
  }

  private void discarded(Assignment assignment) {
    queue.add(assignment);
    if (state != State.GIVING) {
      // The message was removed from the buffer: the consumer is unregistered.
      state = State.GIVING;
      execute(this::next);
    }
  }
}
