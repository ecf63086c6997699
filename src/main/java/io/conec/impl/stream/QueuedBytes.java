package io.conec.impl.stream;

import io.conec.impl.wire.FrameReader;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that wait to be written on a stream, and says when a full queue is half empty again.
 * <p>
 * A message counts before it reaches the event loop, so that a writer on any thread sees immediately that the queue is
 * full. Everything else happens on the event loop, except where noted.
 */
public final class QueuedBytes {

  /** Whether the drain handler is called when the queue is half empty again. */
  private enum Waiting {
    NOT_FULL,
    /** The queue was full, and no writer has asked. */
    FULL,
    /** A writer has seen that the queue is full, and waits. */
    AWAITED,
    /** The drain handler was called. Another handler may be set late, by a writer that saw the full queue. */
    DRAINED
  }

  private final Runnable drained;
  private final AtomicLong count = new AtomicLong();
  private volatile int max;
  private Waiting waiting = Waiting.NOT_FULL;

  QueuedBytes(int max, Runnable drained) {
    this.max = max;
    this.drained = drained;
  }

  /** Safe from any thread. */
  public void setMax(int max) {
    this.max = max;
  }

  /** Count a message of this length before it reaches the event loop; from any thread. */
  public void announce(int length) {
    count.addAndGet(FrameReader.HEADER_LENGTH + length);
  }

  /** A message that was announced is not written on this stream. */
  public void retract(int length) {
    remove(FrameReader.HEADER_LENGTH + length);
  }

  /** Safe from any thread. */
  public boolean isFull() {
    return count.get() >= max;
  }

  /** A writer has seen that the queue is full, and waits. */
  public void awaitDrain() {
    waiting = Waiting.AWAITED;
    drainIfHalfEmpty();
  }

  /** The drain handler was set: from another thread it may be set after the queue was drained. */
  public void handlerSet() {
    if (waiting == Waiting.DRAINED) {
      // Before the call, which may set other handlers.
      waiting = Waiting.NOT_FULL;
      if (isHalfEmpty()) {
        drained.run();
      } else {
        waiting = Waiting.AWAITED;
      }
    }
  }

  /** A message that was announced is in the queue. */
  void added() {
    if (isFull()) {
      waiting = switch (waiting) {
        case NOT_FULL -> Waiting.FULL;
        case DRAINED -> Waiting.AWAITED;
        default -> waiting;
      };
    }
  }

  /** These bytes have left the queue. */
  void remove(int bytes) {
    count.addAndGet(-bytes);
    drainIfHalfEmpty();
  }

  private void drainIfHalfEmpty() {
    if ((waiting == Waiting.FULL || waiting == Waiting.AWAITED) && isHalfEmpty()) {
      waiting = waiting == Waiting.FULL ? Waiting.NOT_FULL : Waiting.DRAINED;
      drained.run();
    }
  }

  private boolean isHalfEmpty() {
    return count.get() <= max / 2;
  }
}
