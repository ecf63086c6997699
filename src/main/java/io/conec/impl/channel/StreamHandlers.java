package io.conec.impl.channel;

import io.conec.ConecStream;
import io.conec.OverflowPolicy;
import io.conec.StreamOptions;
import io.conec.impl.config.Require;
import io.conec.impl.stream.ReadQueue;
import io.conec.impl.stream.StreamEvents;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

/**
 * The handlers of a data stream.
 */
abstract class StreamHandlers implements ConecStream {

  final ContextInternal context;
  final ReadQueue<Buffer> reader;
  final StreamEvents events;

  StreamHandlers(ContextInternal context, StreamOptions options, ReadQueue.Source source) {
    this.context = context;
    this.reader = new ReadQueue<>(context, options.getOverflow(), options.getMaxBufferedMessages(), source,
      this::endDelivered);
    this.events = new StreamEvents(context);
  }

  /** The handlers of this side have received everything; on the context. */
  abstract void endDelivered();

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
  public ConecStream drainHandler(Handler<Void> handler) {
    events.drainHandler(handler);
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
}
