package io.conec.impl.stream;

import io.conec.OverflowPolicy;
import io.conec.impl.util.EventLoops;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The messages on their way to the handler of a reader. What waits is bounded in one of two ways: the source is paused,
 * or the oldest message is dropped and counted.
 * <p>
 * The handlers are called in this order: the dropped handler, if messages were dropped before the next one; the handler
 * of this message; the end handler after the last. As in the streams of Vert.x, each of them needs demand, and none is
 * called before the method that allows it has returned.
 * <p>
 * The event loop adds messages, and the context, which may be another thread, handles them: hence the lock. At most one
 * delivery runs at a time; it takes one call of a handler after the other from {@link #nextCall()}.
 */
public final class ReadQueue<T> {

  /** The source of the messages; called on the event loop, except where noted. */
  public interface Source {

    void pause();

    void resume();

    /** The handler has taken a message while the source was paused; on the context. */
    default void takenWhilePaused() {
    }
  }

  /** The most messages handled in a row, before other tasks of the context have a turn. */
  private static final int MAX_AT_ONCE = 256;

  /** A message that waits. */
  private static final class Entry<T> {

    private final T message;
    /** How many were dropped between the one before it and this one, and have not been reported yet. */
    private long droppedBefore;

    Entry(T message, long droppedBefore) {
      this.message = message;
      this.droppedBefore = droppedBefore;
    }
  }

  private enum Phase {
    OPEN,
    /** What waited was discarded, and nothing more is accepted. */
    CLOSED,
    /** The end waits until the handler has taken all messages. */
    ENDED,
    END_DELIVERED
  }

  private final ContextInternal context;
  private final Source source;
  private final Runnable endDelivered;
  private final Deque<Entry<T>> queue = new ArrayDeque<>();
  private OverflowPolicy overflow;
  private int capacity;
  private Handler<T> handler;
  private Handler<Long> droppedHandler;
  private Handler<Void> endHandler;
  private long demand = Long.MAX_VALUE;
  /** How many were dropped after the newest message that waits. */
  private long droppedLast;
  private Phase phase = Phase.OPEN;
  private boolean sourcePaused;
  private boolean delivering;

  /**
   * @param capacity     how many messages may wait
   * @param endDelivered called on the context after the end handler
   */
  public ReadQueue(ContextInternal context, OverflowPolicy overflow, int capacity, Source source,
                   Runnable endDelivered) {
    this.context = context;
    this.overflow = overflow;
    this.capacity = capacity;
    this.source = source;
    this.endDelivered = endDelivered;
  }

  /** From now on so many messages may wait; those that wait already count. */
  public void overflow(OverflowPolicy newOverflow, int newCapacity) {
    synchronized (this) {
      overflow = newOverflow;
      capacity = newCapacity;
      while (overflow == OverflowPolicy.DROP_OLDEST && queue.size() > capacity) {
        dropOldest();
      }
    }
    resumeSource();
  }

  /** A message has arrived; on the event loop. */
  public void add(T message) {
    synchronized (this) {
      if (phase != Phase.OPEN) {
        return;
      }
      if (overflow == OverflowPolicy.DROP_OLDEST && queue.size() >= capacity) {
        dropOldest();
      }
      queue.add(new Entry<>(message, droppedLast));
      droppedLast = 0;
      if (overflow == OverflowPolicy.BLOCK && queue.size() >= capacity && !sourcePaused) {
        sourcePaused = true;
        source.pause();
      }
    }
    deliverNow();
  }

  private void dropOldest() {
    long dropped = queue.remove().droppedBefore + 1;
    if (queue.isEmpty()) {
      droppedLast += dropped;
    } else {
      queue.peek().droppedBefore += dropped;
    }
  }

  /** So many messages were dropped before they came here. */
  public void dropped(long count) {
    synchronized (this) {
      if (phase != Phase.OPEN) {
        return;
      }
      droppedLast += count;
    }
    deliverNow();
  }

  /** The last message has arrived. */
  public void end() {
    synchronized (this) {
      if (phase != Phase.END_DELIVERED) {
        phase = Phase.ENDED;
      }
    }
    deliverNow();
  }

  /** Discard the waiting messages, and all further ones. With the last messages of a stream its end is lost, too. */
  public synchronized void close() {
    if (phase == Phase.OPEN || !queue.isEmpty()) {
      phase = Phase.CLOSED;
    }
    queue.clear();
    droppedLast = 0;
  }

  /** Messages flow from the first time that there is a handler, so that none is lost before. */
  public void handler(Handler<T> newHandler) {
    synchronized (this) {
      handler = newHandler;
    }
    deliverLater();
  }

  public synchronized void droppedHandler(Handler<Long> newHandler) {
    droppedHandler = newHandler;
  }

  /** If the end has passed, the handler is called soon. */
  public void endHandler(Handler<Void> newHandler) {
    boolean passed;
    synchronized (this) {
      endHandler = newHandler;
      passed = phase == Phase.END_DELIVERED;
    }
    if (passed && newHandler != null) {
      context.runOnContext(newHandler);
    }
  }

  public synchronized void pause() {
    demand = 0;
  }

  public void fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount must not be negative: " + amount);
    }
    synchronized (this) {
      demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    }
    deliverLater();
  }

  /** Something has arrived. */
  private void deliverNow() {
    if (isDeliveryToBegin()) {
      context.execute(this::deliverAll);
    }
  }

  /** The reader has demand again: it may call this on the context. */
  private void deliverLater() {
    if (isDeliveryToBegin()) {
      context.runOnContext(v -> deliverAll());
    }
  }

  private synchronized boolean isDeliveryToBegin() {
    boolean begins = !delivering && isDue();
    delivering |= begins;
    return begins;
  }

  private boolean isDue() {
    return demand > 0 && (isMessageDue() || isEndDue());
  }

  private boolean isMessageDue() {
    return handler != null && (!queue.isEmpty() || droppedLast > 0);
  }

  private boolean isEndDue() {
    return phase == Phase.ENDED && queue.isEmpty();
  }

  private void deliverAll() {
    for (int i = 0; i < MAX_AT_ONCE; i++) {
      Runnable call = nextCall();
      if (call == null) {
        return;
      }
      call.run();
      resumeSource();
    }
    context.runOnContext(v -> deliverAll());
  }

  /**
   * @return the next call of a handler, {@code null} when there is none for now
   */
  private synchronized Runnable nextCall() {
    if (!isDue()) {
      delivering = false;
      return null;
    }
    long dropped = takeDropped();
    if (dropped > 0) {
      return bind(droppedHandler, dropped);
    }
    return queue.isEmpty() ? endCall() : messageCall(queue.remove().message);
  }

  /**
   * @return how many messages were dropped before the next message or the end, and have not been reported yet
   */
  private long takeDropped() {
    Entry<T> next = queue.peek();
    long dropped;
    if (next == null) {
      dropped = droppedLast;
      droppedLast = 0;
    } else {
      dropped = next.droppedBefore;
      next.droppedBefore = 0;
    }
    return dropped;
  }

  private Runnable messageCall(T message) {
    if (demand != Long.MAX_VALUE) {
      demand--;
    }
    Runnable call = bind(handler, message);
    return sourcePaused ? () -> {
      call.run();
      source.takenWhilePaused();
    } : call;
  }

  private Runnable endCall() {
    phase = Phase.END_DELIVERED;
    Runnable call = bind(endHandler, null);
    return () -> {
      call.run();
      endDelivered.run();
    };
  }

  private <E> Runnable bind(Handler<E> receiver, E event) {
    return receiver == null ? () -> { } : () -> context.dispatch(event, receiver);
  }

  private void resumeSource() {
    synchronized (this) {
      boolean room = overflow == OverflowPolicy.DROP_OLDEST || queue.size() <= capacity / 2;
      if (!sourcePaused || !room) {
        return;
      }
      sourcePaused = false;
    }
    EventLoops.run(context, this::resumeUnlessPausedAgain);
  }

  private void resumeUnlessPausedAgain() {
    synchronized (this) {
      if (sourcePaused) {
        return;
      }
    }
    source.resume();
  }
}
