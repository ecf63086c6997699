package io.conec.impl.client.broadcast;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.stream.MessageWriter;
import io.conec.impl.util.EventLoops;
import io.conec.impl.wire.BusFrameReader;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * Sends the messages of a client to a broadcast. It numbers them across all subscriptions, and writes them to the
 * present one.
 */
final class BroadcastPublisher {

  private final ContextInternal context;
  /** The writer of the present subscription, {@code null} while there is none. */
  private volatile MessageWriter writer;
  private volatile int maxMessageSize;
  private volatile int writeQueueMaxSize;
  private long sequence;
  private ConecException refusal;

  BroadcastPublisher(ContextInternal context, int writeQueueMaxSize) {
    this.context = context;
    this.writeQueueMaxSize = writeQueueMaxSize;
  }

  /**
   * @return the number of the last message; on the event loop
   */
  long sequence() {
    return sequence;
  }

  int writeQueueMaxSize() {
    return writeQueueMaxSize;
  }

  void setWriteQueueMaxSize(int maxSize) {
    writeQueueMaxSize = maxSize;
    MessageWriter current = writer;
    if (current != null) {
      current.queuedBytes().setMax(maxSize);
    }
  }

  void setMaxMessageSize(int maxMessageSize) {
    this.maxMessageSize = maxMessageSize;
  }

  /** A subscription has begun; on the event loop. */
  void attach(MessageWriter newWriter) {
    writer = newWriter;
  }

  /** There is no subscription now; on the event loop. */
  void detach(ConecException reason) {
    writer = null;
    refusal = reason;
  }

  /** Safe from any thread. */
  Future<Void> write(Buffer data) {
    ByteBuf body = ((BufferInternal) data).getByteBuf();
    int length = body.readableBytes();
    int limit = maxMessageSize;
    int counted = length > limit ? BusFrameReader.countedBroadcastSize(data) : length;
    if (counted > limit) {
      return context.failedFuture(new ConecException(ConecError.MESSAGE_TOO_LARGE, "a message of " + counted
        + " bytes: broadcasts take at most " + limit + " (maxMessageSize in broadcastLimits of the "
        + "Coordinator)"));
    }
    Promise<Void> promise = context.promise();
    MessageWriter current = writer;
    if (current != null) {
      current.queuedBytes().announce(length);
    }
    EventLoops.run(context, () -> send(current, body, promise));
    return promise.future();
  }

  /**
   * @param announced the writer that counted the message when it was written; another subscription may have begun
   *                  meanwhile
   */
  private void send(MessageWriter announced, ByteBuf body, Promise<Void> promise) {
    sequence++;
    MessageWriter current = writer;
    if (announced != null && announced != current) {
      announced.queuedBytes().retract(body.readableBytes());
    }
    if (current == null) {
      promise.fail(refusal);
      return;
    }
    if (announced != current) {
      current.queuedBytes().announce(body.readableBytes());
    }
    current.write(body, promise);
  }

  boolean isFull() {
    MessageWriter current = writer;
    boolean full = current != null && current.queuedBytes().isFull();
    if (full) {
      EventLoops.run(context, current.queuedBytes()::awaitDrain);
    }
    return full;
  }

  /** Safe from any thread. */
  void drainHandlerSet() {
    MessageWriter current = writer;
    if (current != null) {
      EventLoops.run(context, current.queuedBytes()::handlerSet);
    }
  }
}
