package io.conec.impl.stream;

import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

/**
 * The handlers of the events of a stream other than messages.
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

  /** There is room in the write queue. The handler is called later, never from within a write. */
  public void drained() {
    Handler<Void> handler = drainHandler;
    if (handler != null) {
      context.runOnContext(handler);
    }
  }

  /**
   * The stream has ended; on the event loop.
   *
   * @param reason why it closed, {@code null} when it ended normally
   */
  public void closed(Throwable reason) {
    closed = true;
    if (reason != null) {
      emit(exceptionHandler, reason);
    }
    emit(closeHandler, null);
  }

  /** Call a handler, if there is one. */
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
    // The stream closes on the event loop, so this runs there, too: the later of the two calls the handler, once.
    context.nettyEventLoop().execute(() -> {
      closeHandler = handler;
      if (closed) {
        emit(handler, null);
      }
    });
  }
}
