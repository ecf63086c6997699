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
    IDLE, DISPATCHING,
    /**
     * The consumer has no room, or has left. Delivery continues when it has taken or lost a message, or after some
     * time.
     */
    STALLED
  }

  /**
   * The most checks to wait before the next attempt; the number doubles up to this. Vert.x logs each failed attempt.
   */
  private static final int MAX_POLLS = 16;

  /** After this many checks no message is in flight to an unregistered consumer. */
  private static final int POLLS_TO_FORGET = 20;

  private final DeliveryWindow window;
  private final Receiver consumer;
  private final EventExecutor executor;
  private final Queue<Assignment> queue = new PriorityQueue<>(Comparator.comparingLong(item -> item.sequence));
  private State state = State.IDLE;
  /** Messages in the buffer of the consumer. */
  private int buffered;
  private int polls;
  private int pollsToRetry = 1;
  /** Confined to the context of the bridge. */
  private int pollsSinceUnregistered;
  private final AtomicBoolean polling = new AtomicBoolean();

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
  void dispatch(Assignment assignment) {
    execute(() -> {
      queue.add(assignment);
      if (state == State.IDLE) {
        next();
      }
    });
  }

  /** The thread of a consumer may have ended: {@link #poll()} finds its messages. */
  private void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("A consumer of address '" + consumer.address() + "' has no thread any more", e);
    }
  }

  @Override
  void poll() {
    // One check at a time, because the consumer may be busy for hours.
    if (polling.compareAndSet(false, true)) {
      execute(this::pollOnContext);
    }
    if (!consumer.isRegistered() && ++pollsSinceUnregistered >= POLLS_TO_FORGET) {
      window.takeBack(List.copyOf(assigned()));
    }
  }

  private void pollOnContext() {
    polling.set(false);
    if (state == State.STALLED && (window.isClosed() || ++polls >= pollsToRetry)) {
      pollsToRetry = Math.min(2 * pollsToRetry, MAX_POLLS);
      next();
    }
  }

  private void next() {
    polls = 0;
    if (!window.isOpenTo(consumer)) {
      returnAll();
      return;
    }
    Assignment assignment = queue.poll();
    if (assignment == null) {
      state = State.IDLE;
      return;
    }
    state = State.DISPATCHING;
    buffered++;
    window.deliverTo(consumer, assignment.delivery, (taken, failure) -> {
      if (executor.inThread()) {
        settled(assignment, failure);
      } else {
        execute(() -> settled(assignment, failure));
      }
    });
    // After the event bus has buffered or discarded the message.
    execute(() -> dispatched(assignment));
  }

  /**
   * Return all messages together, including those that the event bus still has to discard, so that they keep their
   * order.
   */
  private void returnAll() {
    state = State.STALLED;
    if (buffered == 0 || window.isClosed()) {
      state = State.IDLE;
      List<Assignment> all = new ArrayList<>(queue);
      queue.clear();
      window.takeBack(all);
    }
  }

  private void dispatched(Assignment assignment) {
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
    pollsToRetry = 1;
    if (state == State.STALLED) {
      next();
    }
  }

  private void discarded(Assignment assignment) {
    queue.add(assignment);
    if (state != State.DISPATCHING) {
      // The message was removed from the buffer: the consumer is unregistered.
      state = State.DISPATCHING;
      execute(this::next);
    }
  }
}
