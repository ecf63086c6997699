package io.conec.impl.client.broadcast;

import io.conec.BroadcastMessage;
import io.conec.BroadcastOptions;
import io.conec.ConecBroadcast;
import io.conec.impl.stream.FramedStream;
import io.conec.impl.stream.ReadQueue;
import io.conec.impl.stream.StreamEvents;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

/**
 * The handlers of a broadcast. Messages that wait for them outlive their stream: a reader that has paused one stream
 * pauses the next one, too.
 */
abstract class BroadcastHandlers implements ConecBroadcast {

  final ContextInternal context;
  final ReadQueue<BroadcastMessage> reader;
  final StreamEvents events;
  final BroadcastPublisher sender;
  private volatile Handler<Throwable> disconnectedHandler;
  private volatile Handler<Void> rejoinedHandler;
  private boolean paused;

  BroadcastHandlers(ContextInternal context, BroadcastOptions options) {
    this.context = context;
    this.reader = new ReadQueue<>(context, options.getOverflow(), options.getMaxBufferedMessages(), new PresentStream(),
      () -> { });
    this.events = new StreamEvents(context);
    this.sender = new BroadcastPublisher(context, options.getWriteQueueMaxSize());
  }

  final void emitDisconnected(Throwable reason) {
    events.emit(disconnectedHandler, reason);
  }

  final void emitRejoined() {
    events.emit(rejoinedHandler, null);
  }

  /**
   * @return the stream that is read now, {@code null} when there is none
   */
  abstract FramedStream source();

  /** The handler has taken a waiting message while reading is paused. */
  abstract void takenWhilePaused();

  /** Another stream is to be read. */
  final void sourceChanged() {
    if (paused) {
      source().pause();
    }
  }

  private final class PresentStream implements ReadQueue.Source {

    @Override
    public void pause() {
      paused = true;
      if (source() != null) {
        source().pause();
      }
    }

    @Override
    public void resume() {
      paused = false;
      if (source() != null) {
        source().resume();
      }
    }

    @Override
    public void takenWhilePaused() {
      BroadcastHandlers.this.takenWhilePaused();
    }
  }

  @Override
  public ConecBroadcast handler(Handler<BroadcastMessage> handler) {
    reader.handler(handler);
    return this;
  }

  @Override
  public ConecBroadcast droppedHandler(Handler<Long> handler) {
    reader.droppedHandler(handler);
    return this;
  }

  @Override
  public ConecBroadcast disconnectedHandler(Handler<Throwable> handler) {
    disconnectedHandler = handler;
    return this;
  }

  @Override
  public ConecBroadcast rejoinedHandler(Handler<Void> handler) {
    rejoinedHandler = handler;
    return this;
  }

  @Override
  public ConecBroadcast endHandler(Handler<Void> handler) {
    reader.endHandler(handler);
    return this;
  }

  @Override
  public ConecBroadcast pause() {
    reader.pause();
    return this;
  }

  @Override
  public ConecBroadcast fetch(long amount) {
    reader.fetch(amount);
    return this;
  }

  @Override
  public ConecBroadcast drainHandler(Handler<Void> handler) {
    events.drainHandler(handler);
    if (handler != null) {
      sender.drainHandlerSet();
    }
    return this;
  }

  @Override
  public ConecBroadcast exceptionHandler(Handler<Throwable> handler) {
    events.exceptionHandler(handler);
    return this;
  }

  @Override
  public ConecBroadcast closeHandler(Handler<Void> handler) {
    events.closeHandler(handler);
    return this;
  }
}
