package io.conec.impl.channel;

import io.conec.ConecStream;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

/**
 * Whom to tell what happens to a stream, apart from its messages.
 */
abstract class StreamHandlers implements ConecStream {

  final ContextInternal context;
  private volatile Handler<Throwable> exceptionHandler;
  private volatile Handler<Void> drainHandler;
  private volatile Handler<Void> closeHandler;

  StreamHandlers(ContextInternal context) {
    this.context = context;
  }

  /**
   * @return whether the stream has closed
   */
  abstract boolean isClosed();

  void fireDrained() {
    emit(drainHandler, null);
  }

  /**
   * @param reason why it closed before its time, {@code null} when it did not
   */
  void fireClosed(Throwable reason) {
    if (reason != null) {
      emit(exceptionHandler, reason);
    }
    emit(closeHandler, null);
  }

  private <T> void emit(Handler<T> handler, T event) {
    if (handler != null) {
      context.emit(event, handler);
    }
  }

  @Override
  public ConecStream drainHandler(Handler<Void> handler) {
    drainHandler = handler;
    return this;
  }

  @Override
  public ConecStream exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }

  @Override
  public ConecStream closeHandler(Handler<Void> handler) {
    // On the event loop, where the stream closes: the handler is called once, by whichever comes second.
    context.nettyEventLoop().execute(() -> {
      closeHandler = handler;
      if (isClosed()) {
        emit(handler, null);
      }
    });
    return this;
  }
}
