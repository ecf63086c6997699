package io.conec.impl.stream;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.wire.FrameReader;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Promise;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The outgoing messages of a stream. QUIC gets only as much as it accepts immediately, so that queued messages can be
 * counted, and dropped. Confined to the event loop, except where noted.
 */
public final class MessageWriter {

  private static final class Message {

    private final ByteBuf body;
    private final Promise<Void> promise;
    private boolean headerWritten;

    Message(ByteBuf body, Promise<Void> promise) {
      this.body = body;
      this.promise = promise;
    }

    /** A header is written whole, and with a body of one byte. */
    int leastWrite() {
      return Math.min(remaining(), FrameReader.HEADER_LENGTH + 1);
    }

    int remaining() {
      return body.readableBytes() + (headerWritten ? 0 : FrameReader.HEADER_LENGTH);
    }
  }

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

  private final QuicStream stream;
  private final Runnable drained;
  private final Deque<Message> queue = new ArrayDeque<>();
  /** Messages that QUIC had not sent when its connection ended; they fail when the reason is known, a moment later. */
  private final List<Promise<Void>> lost = new ArrayList<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private volatile int maxQueuedBytes;
  private Waiting waiting = Waiting.NOT_FULL;
  private Throwable failure;
  private boolean ending;
  private boolean awaitsTurn;

  /**
   * @param drained called when a full queue is half empty again
   */
  public MessageWriter(QuicStream stream, int maxQueuedBytes, Runnable drained) {
    this.stream = stream;
    this.maxQueuedBytes = maxQueuedBytes;
    this.drained = drained;
  }

  public void setMaxQueuedBytes(int maxQueuedBytes) {
    this.maxQueuedBytes = maxQueuedBytes;
  }

  /** Count a message before it reaches the event loop; from any thread. */
  public void announce(int length) {
    queuedBytes.addAndGet(FrameReader.HEADER_LENGTH + length);
  }

  /** Uncount a message that is written elsewhere. */
  public void retract(int length) {
    written(FrameReader.HEADER_LENGTH + length);
  }

  /**
   * @return whether the queue is full; from any thread
   */
  public boolean isFull() {
    return queuedBytes.get() >= maxQueuedBytes;
  }

  /** A writer has seen that the queue is full, and waits. */
  public void awaitDrain() {
    waiting = Waiting.AWAITED;
    written(0);
  }

  /** The drain handler was set: from another thread it may be set after the queue was drained. */
  public void handlerSet() {
    if (waiting == Waiting.DRAINED) {
      // Before the call, which may set other handlers.
      waiting = Waiting.NOT_FULL;
      if (queuedBytes.get() <= maxQueuedBytes / 2) {
        drained.run();
      } else {
        waiting = Waiting.AWAITED;
      }
    }
  }

  /** Update the state after a message was queued. */
  private void noteIfFull() {
    if (isFull()) {
      waiting = switch (waiting) {
        case NOT_FULL -> Waiting.FULL;
        case DRAINED -> Waiting.AWAITED;
        default -> waiting;
      };
    }
  }

  private void written(int bytes) {
    long queued = queuedBytes.addAndGet(-bytes);
    if ((waiting == Waiting.FULL || waiting == Waiting.AWAITED) && queued <= maxQueuedBytes / 2) {
      waiting = waiting == Waiting.FULL ? Waiting.NOT_FULL : Waiting.DRAINED;
      drained.run();
    }
  }

  /**
   * @param body    the message, {@linkplain #announce announced} before; its reader index moves
   * @param promise completed when QUIC has accepted it
   */
  public void write(ByteBuf body, Promise<Void> promise) {
    if (failure != null || ending) {
      written(FrameReader.HEADER_LENGTH + body.readableBytes());
      promise.fail(failure != null ? failure
        : new ConecException(ConecError.STREAM_CLOSED, "the stream was ended by this side"));
      return;
    }
    queue.add(new Message(body, promise));
    noteIfFull();
    flush(false);
  }

  /** End this direction after the queued messages. */
  public void end() {
    ending = true;
    flush(false);
  }

  /**
   * @return whether QUIC has everything of this direction, including its end
   */
  public boolean isEnded() {
    return ending && queue.isEmpty();
  }

  /** Drop the queued messages. */
  public void fail(Throwable cause) {
    failure = cause;
    for (Message message = queue.poll(); message != null; message = queue.poll()) {
      written(message.remaining());
      message.promise.fail(cause);
    }
    lost.forEach(promise -> promise.fail(cause));
    lost.clear();
  }

  /** There is room again. */
  public void flush() {
    flush(true);
  }

  private void flush(boolean again) {
    if (!awaitsTurn && !queue.isEmpty() && stream.isWritable()) {
      awaitsTurn = true;
      stream.awaitTurn(this::send, again);
    }
    if (ending && queue.isEmpty() && failure == null) {
      stream.end(FrameReader.END_MARK);
    }
  }

  private int send(int length) {
    awaitsTurn = false;
    int sent = queue.isEmpty() || !stream.isWritable() ? 0 : writeSlice(length);
    flush(true);
    return sent;
  }

  private int writeSlice(int length) {
    ByteBuf slice = stream.allocator().directBuffer(sliceSize(length));
    List<Promise<Void>> complete = new ArrayList<>(1);
    Message message = queue.peek();
    while (message != null && slice.writableBytes() >= message.leastWrite()) {
      if (!message.headerWritten) {
        slice.writeInt(message.body.readableBytes());
        message.headerWritten = true;
      }
      slice.writeBytes(message.body, FramedStream.pieceLength(message.body.readableBytes(), slice.writableBytes()));
      if (message.body.isReadable()) {
        break;
      }
      complete.add(queue.poll().promise);
      message = queue.peek();
    }
    int taken = slice.readableBytes();
    stream.write(slice).addListener(result -> {
      written(taken);
      if (result.isSuccess()) {
        complete.forEach(Promise::complete);
      } else if (failure != null) {
        complete.forEach(promise -> promise.fail(failure));
      } else {
        lost.addAll(complete);
      }
    });
    return taken;
  }

  private int sliceSize(int length) {
    int size = 0;
    for (Message message : queue) {
      size += message.remaining();
      if (size >= length || size < 0) {
        return length;
      }
    }
    return size;
  }
}
