package io.conec.impl.coordinator.broadcast;

import io.conec.BroadcastLimits;
import io.conec.OverflowPolicy;
import io.conec.impl.stream.FramedStream;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.wire.BroadcastFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The frames on their way to one reader of a broadcast. All readers share their bytes. Frames that QUIC does not take
 * wait here. When the queue is full, either the oldest message is dropped and counted, or the senders wait. Confined to
 * the event loop.
 */
final class SubscriberQueue {

  /** Notified when the senders have to wait for the reader. */
  interface Listener {

    void full();

    /** There is room again, or the reader has left. */
    void free();

    /** The queue stayed full for the whole stall time-out, and the reader has taken nothing. */
    void stalled();
  }

  /**
   * What a batch costs in addition to its bytes, which are shared. For single small messages this is nearly the whole
   * cost.
   */
  private static final int BATCH_COST = 128;

  /** Some frames; the oldest of them may have been dropped. */
  private static final class Batch {

    private final ByteBuf bytes;
    private int messages;

    Batch(ByteBuf bytes, int messages) {
      this.bytes = bytes;
      this.messages = messages;
    }
  }

  /**
   * The most bytes written in one turn, 128 KiB: all that a broadcast passes on before its senders wait for the turns.
   */
  private static final int TURN = 2 * Broadcast.TURN;

  private final EventLoop eventLoop;
  private final SubscriberTurns turns;
  private final QuicStream stream;
  private final OverflowPolicy overflow;
  private final int maxMessages;
  private final int maxBytes;
  private final long stallNanos;
  private final Listener listener;
  private final Deque<Batch> queue = new ArrayDeque<>();
  /** The rest of a frame that is partly written, {@code null} between two frames. */
  private ByteBuf begun;
  private int messages;
  /** The bytes of the partly written frame and of the waiting batches, with the cost of these. */
  private int bytes;
  private long dropped;
  private long droppedPosition;
  private boolean full;
  private long lastProgress;
  private ScheduledFuture<?> stallCheck;
  private boolean awaitsTurn;
  private boolean closed;

  SubscriberQueue(EventLoop eventLoop, SubscriberTurns turns, QuicStream stream, OverflowPolicy overflow,
                  int maxMessages, BroadcastLimits limits, Listener listener) {
    this.eventLoop = eventLoop;
    this.turns = turns;
    this.stream = stream;
    this.overflow = overflow;
    this.maxMessages = maxMessages;
    this.maxBytes = limits.getMaxBufferedBytes();
    this.stallNanos = limits.getStallTimeout().toNanos();
    this.listener = listener;
  }

  /**
   * @param frames one frame, or several with at most {@link Broadcast#MAX_BATCH} bytes together; the caller keeps its
   *               reference
   * @param count  how many
   */
  void offer(ByteBuf frames, int count) {
    if (closed) {
      return;
    }
    queue.add(new Batch(frames.retainedDuplicate(), count));
    messages += count;
    bytes += frames.readableBytes() + BATCH_COST;
    awaitTurn();
    bound();
  }

  /**
   * Bytes that the next turn takes do not count: a turn that is late because of other readers neither drops messages
   * nor holds the senders.
   */
  private void bound() {
    if (awaitsTurn && bytes <= Math.max(maxBytes, TURN)) {
      return;
    }
    if (overflow == OverflowPolicy.DROP_OLDEST) {
      makeRoom();
    } else if (!full && bytes >= maxBytes) {
      hold();
    }
  }

  private void makeRoom() {
    while (messages > 1 && (messages > maxMessages || bytes > maxBytes)) {
      Batch oldest = queue.peek();
      int length = BroadcastFrame.length(oldest.bytes);
      dropped++;
      droppedPosition = BroadcastFrame.position(oldest.bytes);
      oldest.bytes.skipBytes(length);
      bytes -= length;
      messages--;
      if (--oldest.messages == 0) {
        queue.poll().bytes.release();
        bytes -= BATCH_COST;
      }
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

  /** Wait for a turn to write to QUIC. */
  void awaitTurn() {
    if (!awaitsTurn && bytes > 0 && stream.isWritable()) {
      awaitsTurn = true;
      turns.add(this::send);
    }
  }

  /** A write may fail immediately, and close this queue. */
  private void send() {
    awaitsTurn = false;
    int left = TURN;
    while (left > 0 && bytes > 0 && stream.isWritable()) {
      ByteBuf next = dropped > 0 && begun == null ? droppedFrame() : next();
      left -= next.readableBytes() + Broadcast.WRITE_COST;
      stream.write(next);
      progress();
    }
    awaitTurn();
    bound();
    if (full && bytes <= maxBytes / 2) {
      release();
    }
  }

  private ByteBuf droppedFrame() {
    long count = dropped;
    dropped = 0;
    return BroadcastFrame.dropped(stream.allocator(), droppedPosition, count);
  }

  private ByteBuf next() {
    ByteBuf next = begun;
    begun = null;
    if (next == null) {
      Batch batch = queue.poll();
      messages -= batch.messages;
      bytes -= BATCH_COST;
      next = batch.bytes;
    }
    int length = FramedStream.pieceLength(next.readableBytes(), Broadcast.MAX_BATCH);
    if (length < next.readableBytes()) {
      begun = next;
      next = next.readRetainedSlice(length);
    }
    bytes -= next.readableBytes();
    return next;
  }

  /** The reader has taken something. */
  void progress() {
    if (full) {
      lastProgress = System.nanoTime();
    }
  }

  private void release() {
    full = false;
    stallCheck.cancel(false);
    listener.free();
  }

  /** Write the rest of the partly written frame, and drop all other frames. */
  void finish() {
    ByteBuf rest = begun;
    begun = null;
    if (rest != null) {
      stream.write(rest);
    }
    close();
  }

  /** Drop everything, and accept nothing more. */
  void close() {
    closed = true;
    if (begun != null) {
      begun.release();
      begun = null;
    }
    queue.forEach(batch -> batch.bytes.release());
    queue.clear();
    messages = 0;
    bytes = 0;
    if (full) {
      release();
    }
  }
}
