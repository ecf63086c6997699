package io.conec.impl.coordinator;

import io.conec.BroadcastLimits;
import io.conec.Overflow;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.wire.BroadcastFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The frames on their way to one reader of a broadcast. Their bytes are shared with all other readers. What QUIC does
 * not take waits here, within bounds: then the oldest is dropped and counted, or the senders are to wait. On the event
 * loop.
 */
final class ReaderQueue {

  /** What becomes of a reader that the senders have to wait for. */
  interface Listener {

    void full();

    /** There is room again, or the reader has gone. */
    void free();

    /** It was full all the time, and has taken nothing. */
    void stalled();
  }

  /** Bytes given to QUIC at once: a large frame on a slow path makes progress that can be seen. */
  private static final int SLICE = 16 * 1024;

  private final EventLoop eventLoop;
  private final QuicStream stream;
  private final Overflow overflow;
  private final int maxMessages;
  private final int maxBytes;
  private final long stallNanos;
  private final Listener listener;
  private final Deque<ByteBuf> queue = new ArrayDeque<>();
  private int bytes;
  /** Whether QUIC has the beginning of the oldest frame. */
  private boolean begun;
  private long missed;
  private long missedPosition;
  private boolean full;
  private long lastProgress;
  private ScheduledFuture<?> stallCheck;
  private boolean closed;

  ReaderQueue(EventLoop eventLoop, QuicStream stream, Overflow overflow, int maxMessages, BroadcastLimits limits,
              Listener listener) {
    this.eventLoop = eventLoop;
    this.stream = stream;
    this.overflow = overflow;
    this.maxMessages = maxMessages;
    this.maxBytes = limits.getBufferSize();
    this.stallNanos = limits.getStallTimeout().toNanos();
    this.listener = listener;
  }

  /**
   * @param frame one more frame; it stays the caller's
   */
  void offer(ByteBuf frame) {
    if (closed) {
      return;
    }
    int size = frame.readableBytes();
    if (queue.isEmpty() && size <= SLICE && stream.isWritable()) {
      stream.write(frame.retainedDuplicate());
      return;
    }
    if (overflow == Overflow.DROP_OLDEST) {
      makeRoom(size);
    }
    queue.add(frame.retainedDuplicate());
    bytes += size;
    flush();
    if (overflow == Overflow.BLOCK && !full && bytes >= maxBytes) {
      hold();
    }
  }

  private void makeRoom(int size) {
    ByteBuf head = begun ? queue.poll() : null;
    while (!queue.isEmpty() && (bytes + size > maxBytes || queue.size() >= maxMessages)) {
      ByteBuf dropped = queue.poll();
      bytes -= dropped.readableBytes();
      missed++;
      missedPosition = BroadcastFrame.position(dropped);
      dropped.release();
    }
    if (head != null) {
      queue.addFirst(head);
    }
  }

  private void hold() {
    full = true;
    lastProgress = System.nanoTime();
    stallCheck = eventLoop.schedule(this::checkStall, stallNanos, TimeUnit.NANOSECONDS);
    listener.full();
  }

  private void checkStall() {
    long left = lastProgress + stallNanos - System.nanoTime();
    if (left > 0) {
      stallCheck = eventLoop.schedule(this::checkStall, left, TimeUnit.NANOSECONDS);
    } else {
      listener.stalled();
    }
  }

  /** Give QUIC what it takes. */
  void flush() {
    while (!queue.isEmpty() && stream.isWritable()) {
      if (missed > 0 && !begun) {
        stream.write(BroadcastFrame.lagged(stream.allocator(), missedPosition, missed));
        missed = 0;
      }
      ByteBuf slice = nextSlice();
      bytes -= slice.readableBytes();
      stream.write(slice);
      lastProgress = full ? System.nanoTime() : lastProgress;
    }
    if (full && bytes <= maxBytes / 2) {
      release();
    }
  }

  private ByteBuf nextSlice() {
    begun = queue.peek().readableBytes() > SLICE;
    return begun ? queue.peek().readRetainedSlice(SLICE) : queue.poll();
  }

  private void release() {
    full = false;
    stallCheck.cancel(false);
    listener.free();
  }

  /**
   * @return bytes that QUIC lacks of the frame begun, 0 between two
   */
  int unfinished() {
    return begun ? queue.peek().readableBytes() : 0;
  }

  /** Give QUIC the rest of the frame begun, and drop all others. */
  void finish() {
    if (begun) {
      begun = false;
      stream.write(queue.poll());
    }
    close();
  }

  /** Drop everything, and take nothing more. */
  void close() {
    closed = true;
    queue.forEach(ByteBuf::release);
    queue.clear();
    bytes = 0;
    begun = false;
    if (full) {
      release();
    }
  }
}
