package io.conec.impl.stream;

import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

/**
 * Whom to tell what happens to a stream, apart from its messages.
 */
public final class StreamEvents {

  private final ContextInternal context;
  private volatile Handler<Throwable> exceptionHandler;
  private volatile Handler<Void> drainHandler;
  private volatile Handler<Void> closeHandler;
  private boolean closed;

  public StreamEvents(ContextInternal context) {
    this.context = context;
  }

  /** There is room in the write queue. The handler is not called from within the write that has made it. */
  public void drained() {
    Handler<Void> handler = drainHandler;
    if (handler != null) {
      context.runOnContext(handler);
    }
  }

  /**
   * The stream is over; on the event loop.
   *
   * @param reason why it closed before its time, {@code null} when it did not
   */
  public void closed(Throwable reason) {
    closed = true;
    if (reason != null) {
      emit(exceptionHandler, reason);
    }
    emit(closeHandler, null);
  }

  /** Tell a handler, if there is one. */
  public <T> void emit(Handler<T> handler, T event) {
    if (handler != null) {
      context.emit(event, handler);
    }
  }

  public void drainHandler(Handler<Void> handler) {
    drainHandler = handler;
  }

  public void exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
  }

  public void closeHandler(Handler<Void> handler) {
    // On the event loop, where the stream closes: the handler is called once, by whichever comes second.
    context.nettyEventLoop().execute(() -> {
      closeHandler = handler;
      if (closed) {
        emit(handler, null);
      }
    });
  }
}
