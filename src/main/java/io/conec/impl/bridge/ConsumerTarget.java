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
 * One consumer on the event bus. It is given one message after the other: whether its buffer has room for a message is
 * known before the next one follows, so what it discards keeps its place.
 * <p>
 * Where nothing else is said, on the context of the consumer.
 */
final class ConsumerTarget extends DeliveryTarget {

  private static final Logger LOG = LoggerFactory.getLogger(ConsumerTarget.class);

  private enum State {
    IDLE, GIVING,
    /** The consumer has no room, or is gone: this goes on when it has taken or lost something, or after a while. */
    STALLED
  }

  /** How many looks it waits before it tries again: doubles up to this. Vert.x logs each time. */
  private static final int MAX_LOOKS = 16;

  /** After so many looks nothing is on its way any more to a consumer that is unregistered. */
  private static final int LOOKS_TO_FORGET = 20;

  private final DeliveryWindow window;
  private final Receiver consumer;
  private final EventExecutor executor;
  private final Queue<Assignment> queue = new PriorityQueue<>(Comparator.comparingLong(item -> item.sequence));
  private State state = State.IDLE;
  /** How many the event bus has, in the buffer of the consumer. */
  private int buffered;
  private int looks;
  private int looksToRetry = 1;
  /** On the context of the bridge. */
  private int looksSinceGone;
  private final AtomicBoolean looking = new AtomicBoolean();

  /**
   * @param limit how many the consumer may have in its buffer
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

  /** Threads of a consumer may have ended: what it was given is found by {@link #look()}. */
  private void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("A consumer of address '" + consumer.address() + "' has no thread any more", e);
    }
  }

  @Override
  void look() {
    // One at a time: the consumer may be busy for hours.
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
    // After the event bus has put it into the buffer, or discarded it.
    execute(() -> given(assignment));
  }

  /** All together, with those that the event bus still has to discard: they keep their order. */
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
      // Out of its buffer: the consumer is unregistered.
      state = State.GIVING;
      execute(this::next);
    }
  }
}
