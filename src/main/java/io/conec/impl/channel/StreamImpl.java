package io.conec.impl.channel;

import io.conec.ConecChannel;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.OverflowPolicy;
import io.conec.StreamOptions;
import io.conec.impl.config.Require;
import io.conec.impl.stream.FramedStream;
import io.conec.impl.stream.MessageWriter;
import io.conec.impl.stream.ReadQueue;
import io.conec.impl.stream.StreamEvents;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameReader;
import io.conec.impl.wire.ControlMessage.StreamEnded;
import io.conec.impl.wire.ControlMessage.StreamReset;
import io.conec.impl.wire.FrameTooLargeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;

import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * An accepted data stream. The methods of the API may be called from any thread and move to the event loop.
 */
final class StreamImpl implements ConecStream, FramedStream.Listener, LiveStream {

  /** Seconds to wait for the reset that explains an end, and arrives on the control stream: time for one loss. */
  static final long RESET_MAY_FOLLOW = 1;

  private final ChannelImpl channel;
  private final ContextInternal context;
  private final long id;
  private final String protocol;
  private final boolean incoming;
  private final int maxReadSize;
  private final int maxWriteSize;
  private final FramedStream stream;
  private final ReadQueue<Buffer> reader;
  private final StreamEvents events;
  private final MessageWriter writer;
  /** Completed when the application at the other side has taken everything. */
  private final Promise<Void> endPromise;

  private volatile ConecException closeReason;
  private boolean closed;
  /** The handlers of this side have received everything. */
  private boolean readEnded;
  private boolean idReleased;

  StreamImpl(ChannelImpl channel, FramedStream stream, long id, boolean incoming, StreamOptions options,
             int maxReadSize, int maxWriteSize) {
    this.channel = channel;
    this.context = channel.context();
    this.stream = stream;
    this.id = id;
    this.protocol = options.getProtocol();
    this.incoming = incoming;
    this.maxReadSize = maxReadSize;
    this.maxWriteSize = maxWriteSize;
    this.reader = new ReadQueue<>(context, options.getOverflow(), options.getMaxBufferedMessages(), stream,
      this::endDelivered);
    this.events = new StreamEvents(context);
    this.writer = new MessageWriter(stream.quic(), options.getWriteQueueMaxSize(), events::drained);
    this.endPromise = context.promise();
    stream.handOver(this, isBus() ? BusFrame.maxLength(maxReadSize) : maxReadSize);
  }

  /** On bus streams the limits apply to bodies, not to frames. */
  private boolean isBus() {
    return BusFrame.PROTOCOL.equals(protocol);
  }

  @Override
  public Future<Void> write(Buffer data) {
    ByteBuf body = ((BufferInternal) data).getByteBuf();
    int length = body.readableBytes();
    int counted = length > maxWriteSize && isBus() ? BusFrameReader.countedSize(data) : length;
    if (counted > maxWriteSize) {
      return context.failedFuture(new ConecException(ConecError.MESSAGE_TOO_LARGE, "a message of " + counted
        + " bytes: '" + peer() + "' reads at most " + maxWriteSize + " (maxMessageSize there)"));
    }
    writer.queuedBytes().announce(length);
    Promise<Void> promise = context.promise();
    channel.execute(() -> writer.write(body, promise));
    return promise.future();
  }

  @Override
  public Future<Void> end() {
    channel.execute(() -> {
      if (!closed) {
        writer.end();
      }
    });
    return endPromise.future();
  }

  @Override
  public Future<Void> reset(long code) {
    if (code < 0 || code > StreamOptions.MAX_ID) {
      return context.failedFuture(new IllegalArgumentException("code must be from 0 to 2^53-1, not " + code));
    }
    Promise<Void> promise = context.promise();
    channel.execute(() -> resetLocally(new ConecException(ConecError.STREAM_RESET,
      "stream " + id + " was reset by this side with code " + code, null, code), promise));
    return promise.future();
  }

  private void resetLocally(ConecException reason, Promise<Void> seenByPeer) {
    if (closed) {
      seenByPeer.complete();
      return;
    }
    long quicId = stream.quic().id();
    channel.control().send(
      new StreamReset(quicId, reason.error().code(), reason.applicationCode(), reason.getMessage()));
    channel.streams().addLocalReset(quicId, () -> {
      releaseOutgoing();
      seenByPeer.complete();
    });
    abandon(reason);
  }

  private void abandon(ConecException reason) {
    close(reason);
    stream.abandon();
  }

  private void releaseOutgoing() {
    if (!incoming) {
      channel.streams().release(id);
    }
  }

  @Override
  public void resetByPeer(ConecException reason) {
    if (!closed) {
      releaseOutgoing();
      abandon(reason);
    }
  }

  @Override
  public void endedByPeer() {
    if (writer.isEnded()) {
      endPromise.tryComplete();
    }
    finishIfDone();
  }

  /** The handlers of this side have received everything; on the context. */
  private void endDelivered() {
    channel.execute(() -> {
      readEnded = true;
      if (!closed) {
        channel.control().send(new StreamEnded(stream.quic().id()));
      }
      finishIfDone();
    });
  }

  private void finishIfDone() {
    if (readEnded && endPromise.future().succeeded()) {
      finish(null);
    }
  }

  @Override
  public void finish(ConecException reason) {
    if (!closed) {
      releaseOutgoing();
      close(reason);
    }
  }

  private void close(ConecException reason) {
    closeReason = reason;
    closed = true;
    channel.streamClosed(stream.quic().id());
    if (reason != null) {
      onClosed();
      writer.fail(reason);
      reader.close();
      endPromise.tryFail(reason);
    }
    events.closed(reason);
  }

  @Override
  public void onFrame(byte[] frame) {
    reader.add(BufferInternal.buffer(Unpooled.wrappedBuffer(frame)));
  }

  @Override
  public void onEnd() {
    reader.end();
  }

  @Override
  public void onWritable() {
    writer.flush();
  }

  @Override
  public void onClosed() {
    if (incoming && !idReleased) {
      idReleased = true;
      channel.streams().releaseIncoming(id);
    }
  }

  @Override
  public void onTruncated(ConecException violation) {
    context.nettyEventLoop().schedule(() -> resetLocally(violation, Promise.promise()), RESET_MAY_FOLLOW, SECONDS);
  }

  @Override
  public void onTooLarge(FrameTooLargeException tooLarge) {
    resetLocally(new ConecException(ConecError.MESSAGE_TOO_LARGE, "a message of " + tooLarge.length()
      + " bytes arrived, at most " + maxReadSize + " are read (maxMessageSize)", null, "maxMessageSize"),
        Promise.promise());
  }

  @Override
  public void onViolation(ConecException violation) {
    channel.onControlFailure(violation);
  }

  @Override
  public void onAborted(ConecException violation) {
    channel.onControlFailure(violation);
  }

  @Override
  public boolean writeQueueFull() {
    boolean full = writer.queuedBytes().isFull();
    if (full) {
      channel.execute(writer.queuedBytes()::awaitDrain);
    }
    return full;
  }

  @Override
  public ConecStream handler(Handler<Buffer> handler) {
    reader.handler(handler);
    return this;
  }

  @Override
  public ConecStream setOverflow(OverflowPolicy overflow, int maxBufferedMessages) {
    reader.overflow(Require.notNull("overflow", overflow),
      Require.between("maxBufferedMessages", maxBufferedMessages, 1, StreamOptions.MAX_BUFFERED_MESSAGES));
    return this;
  }

  @Override
  public ConecStream droppedHandler(Handler<Long> handler) {
    reader.droppedHandler(handler);
    return this;
  }

  @Override
  public ConecStream endHandler(Handler<Void> handler) {
    reader.endHandler(handler);
    return this;
  }

  @Override
  public ConecStream pause() {
    reader.pause();
    return this;
  }

  @Override
  public ConecStream fetch(long amount) {
    reader.fetch(amount);
    return this;
  }

  @Override
  public ConecStream exceptionHandler(Handler<Throwable> handler) {
    events.exceptionHandler(handler);
    return this;
  }

  @Override
  public ConecStream closeHandler(Handler<Void> handler) {
    events.closeHandler(handler);
    return this;
  }

  @Override
  public ConecStream drainHandler(Handler<Void> handler) {
    events.drainHandler(handler);
    if (handler != null) {
      channel.execute(writer.queuedBytes()::handlerSet);
    }
    return this;
  }

  @Override
  public ConecStream setWriteQueueMaxSize(int maxSize) {
    writer.queuedBytes().setMax(Require.positive("maxSize", maxSize));
    return this;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String peer() {
    return channel.peer();
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public boolean isIncoming() {
    return incoming;
  }

  @Override
  public int maxMessageSize() {
    return maxWriteSize;
  }

  @Override
  public ConecChannel channel() {
    return channel;
  }

  @Override
  public Throwable closeReason() {
    return closeReason;
  }
}
