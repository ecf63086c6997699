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

/**
 * The outgoing messages of a stream. They wait here until it is the turn of the stream. Then a slice with the next
 * bytes, of one message or of many, goes to QUIC, which gets only as much as it accepts immediately: so the messages
 * that wait can be counted, and dropped. Confined to the event loop.
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

    int remaining() {
      return body.readableBytes() + (headerWritten ? 0 : FrameReader.HEADER_LENGTH);
    }

    /**
     * Write what fits. A header is written whole, and with a body of one byte.
     *
     * @return whether the message is complete
     */
    boolean writeTo(ByteBuf slice) {
      if (slice.writableBytes() < Math.min(remaining(), FrameReader.HEADER_LENGTH + 1)) {
        return false;
      }
      if (!headerWritten) {
        slice.writeInt(body.readableBytes());
        headerWritten = true;
      }
      slice.writeBytes(body, FramedStream.pieceLength(body.readableBytes(), slice.writableBytes()));
      return !body.isReadable();
    }
  }

  private final QuicStream stream;
  private final QueuedBytes queuedBytes;
  private final Deque<Message> queue = new ArrayDeque<>();
  /** Messages that QUIC had not sent when its connection ended; they fail when the reason is known, a moment later. */
  private final List<Promise<Void>> lost = new ArrayList<>();
  private Throwable failure;
  private boolean ending;
  private boolean awaitsTurn;

  /**
   * @param drained called when a full queue is half empty again
   */
  public MessageWriter(QuicStream stream, int maxQueuedBytes, Runnable drained) {
    this.stream = stream;
    this.queuedBytes = new QueuedBytes(maxQueuedBytes, drained);
  }

  public QueuedBytes queuedBytes() {
    return queuedBytes;
  }

  /**
   * @param body    the message, {@linkplain QueuedBytes#announce announced} before; its reader index moves
   * @param promise completed when QUIC has accepted it
   */
  public void write(ByteBuf body, Promise<Void> promise) {
    if (failure != null || ending) {
      queuedBytes.retract(body.readableBytes());
      promise.fail(failure != null ? failure
        : new ConecException(ConecError.STREAM_CLOSED, "the stream was ended by this side"));
      return;
    }
    queue.add(new Message(body, promise));
    queuedBytes.added();
    awaitTurn(false);
  }

  /** End this direction after the queued messages. */
  public void end() {
    ending = true;
    endIfDone();
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
      queuedBytes.remove(message.remaining());
      message.promise.fail(cause);
    }
    lost.forEach(promise -> promise.fail(cause));
    lost.clear();
  }

  /** QUIC accepts more. */
  public void flush() {
    awaitTurn(true);
  }

  /**
   * @param again whether this had a turn that was too short for its messages
   */
  private void awaitTurn(boolean again) {
    if (!awaitsTurn && !queue.isEmpty() && stream.isWritable()) {
      awaitsTurn = true;
      stream.awaitTurn(this::send, again);
    }
  }

  private void endIfDone() {
    if (isEnded() && failure == null) {
      stream.end(FrameReader.END_MARK);
    }
  }

  private int send(int length) {
    awaitsTurn = false;
    int sent = queue.isEmpty() || !stream.isWritable() ? 0 : writeSlice(length);
    awaitTurn(true);
    endIfDone();
    return sent;
  }

  private int writeSlice(int length) {
    ByteBuf slice = stream.allocator().directBuffer(sliceSize(length));
    List<Promise<Void>> complete = new ArrayList<>(1);
    while (!queue.isEmpty() && queue.peek().writeTo(slice)) {
      complete.add(queue.poll().promise);
    }
    int taken = slice.readableBytes();
    stream.write(slice).addListener(result -> {
      queuedBytes.remove(taken);
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
