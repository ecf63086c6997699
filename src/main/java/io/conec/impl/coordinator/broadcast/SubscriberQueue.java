package io.conec.impl.coordinator.broadcast;

import io.conec.BroadcastLimits;
import io.conec.OverflowPolicy;
import io.conec.impl.stream.FramedStream;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.wire.BroadcastFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The frames on their way to one reader of a broadcast, in batches whose bytes all readers share.
 * <p>
 * Batches wait here until it is this reader's turn to write and QUIC takes more. What still waits after the turn, or
 * because QUIC takes nothing, is bounded: either the oldest message is dropped and counted, and the reader learns how
 * many before the next one, or the senders are held until the queue is half empty again. Confined to the event loop.
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

  /**
   * The most bytes written in one turn, 128 KiB: all that a broadcast passes on before its senders wait for the turns.
   */
  private static final int TURN = 2 * SenderGate.QUOTA;

  /** Some frames; the oldest of them may have been dropped. */
  private static final class Batch {

    private final ByteBuf frames;
    private int messages;

    Batch(ByteBuf frames, int messages) {
      this.frames = frames;
      this.messages = messages;
    }
  }

  private final SubscriberTurns turns;
  private final QuicStream stream;
  private final OverflowPolicy overflow;
  private final int maxMessages;
  private final int maxBytes;
  private final Listener listener;
  /** Runs while this is full and the senders wait. */
  private final StallTimer stallTimer;
  private final Deque<Batch> queue = new ArrayDeque<>();
  /** The rest of a frame that is partly written, {@code null} between two frames. */
  private ByteBuf partlyWritten;
  /** The messages of the batches that wait. */
  private int messages;
  /** The bytes of the partly written frame and of the batches that wait, with the cost of these. */
  private int bytes;
  /** How many messages were dropped before the oldest one that waits. */
  private long dropped;
  /** The position of the last one that was dropped. */
  private long droppedPosition;
  private boolean awaitsTurn;
  private boolean closed;

  SubscriberQueue(EventLoop eventLoop, SubscriberTurns turns, QuicStream stream, OverflowPolicy overflow,
                  int maxMessages, BroadcastLimits limits, Listener listener) {
    this.turns = turns;
    this.stream = stream;
    this.overflow = overflow;
    this.maxMessages = maxMessages;
    this.maxBytes = limits.getMaxBufferedBytes();
    this.listener = listener;
    this.stallTimer = new StallTimer(eventLoop, limits.getStallTimeout().toNanos(), listener::stalled);
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
    enforceBound();
  }

  /**
   * Bytes that the next turn takes do not count: a turn that is late because of other readers neither drops messages
   * nor holds the senders.
   */
  private void enforceBound() {
    if (awaitsTurn && bytes <= Math.max(maxBytes, TURN)) {
      return;
    }
    if (overflow == OverflowPolicy.DROP_OLDEST) {
      while (messages > 1 && (messages > maxMessages || bytes > maxBytes)) {
        dropOldest();
      }
    } else if (bytes >= maxBytes && !stallTimer.isRunning()) {
      stallTimer.start();
      listener.full();
    }
  }

  private void dropOldest() {
    Batch oldest = queue.peek();
    int length = BroadcastFrame.length(oldest.frames);
    dropped += BroadcastFrame.messages(oldest.frames);
    droppedPosition = BroadcastFrame.position(oldest.frames);
    oldest.frames.skipBytes(length);
    bytes -= length;
    messages--;
    if (--oldest.messages == 0) {
      queue.poll().frames.release();
      bytes -= BATCH_COST;
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
      ByteBuf next = dropped > 0 && partlyWritten == null ? droppedFrame() : nextFrames();
      left -= next.readableBytes() + Broadcast.WRITE_COST;
      stream.write(next);
      stallTimer.progress();
    }
    awaitTurn();
    enforceBound();
    if (stallTimer.isRunning() && bytes <= maxBytes / 2) {
      free();
    }
  }

  private ByteBuf droppedFrame() {
    long count = dropped;
    dropped = 0;
    return BroadcastFrame.dropped(stream.allocator(), droppedPosition, count);
  }

  /**
   * @return the next batch, or a piece of a frame that is longer
   */
  private ByteBuf nextFrames() {
    ByteBuf next = partlyWritten;
    partlyWritten = null;
    if (next == null) {
      Batch batch = queue.poll();
      messages -= batch.messages;
      bytes -= BATCH_COST;
      next = batch.frames;
    }
    int length = FramedStream.pieceLength(next.readableBytes(), Broadcast.MAX_BATCH);
    if (length < next.readableBytes()) {
      partlyWritten = next;
      next = next.readRetainedSlice(length);
    }
    bytes -= length;
    return next;
  }

  /** The handler of the reader has taken something. */
  void progress() {
    stallTimer.progress();
  }

  private void free() {
    stallTimer.stop();
    listener.free();
  }

  /** Write the rest of the partly written frame, and drop all other frames. */
  void finish() {
    ByteBuf rest = partlyWritten;
    partlyWritten = null;
    if (rest != null) {
      stream.write(rest);
    }
    close();
  }

  /** Drop everything, and accept nothing more. */
  void close() {
    closed = true;
    if (partlyWritten != null) {
      partlyWritten.release();
      partlyWritten = null;
    }
    queue.forEach(batch -> batch.frames.release());
    queue.clear();
    messages = 0;
    bytes = 0;
    if (stallTimer.isRunning()) {
      free();
    }
  }
}
