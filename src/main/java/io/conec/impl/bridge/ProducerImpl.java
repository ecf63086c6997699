package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.bridge.ConecProducer;
import io.conec.impl.config.Require;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.ContextInternal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Counts the messages of a producer; the bridge sends them. Safe from any thread.
 */
final class ProducerImpl<T> implements ConecProducer<T> {

  /** Sends a message to the peer. */
  @FunctionalInterface
  interface Writer {
    Future<Void> write(Object body, DeliveryOptions options, QueueSize queue);
  }

  private final ContextInternal context;
  private final PeerAddress target;
  private final Writer writer;
  private final ProducerQueue queue;
  private final AtomicBoolean ended = new AtomicBoolean();
  /** Pending writes, plus one until the producer is ended. */
  private final AtomicInteger underWay = new AtomicInteger(1);
  private final AtomicReference<Throwable> failedAfterEnd = new AtomicReference<>();
  private final Promise<Void> end;
  private volatile DeliveryOptions options;
  private volatile Handler<Throwable> exceptionHandler;

  ProducerImpl(ContextInternal context, PeerAddress target, DeliveryOptions options, Writer writer) {
    this.context = context;
    this.target = target;
    this.writer = writer;
    this.queue = new ProducerQueue(context);
    this.end = context.promise();
    deliveryOptions(options);
  }

  @Override
  public Future<Void> write(T body) {
    underWay.incrementAndGet();
    if (ended.get()) {
      release();
      ReplyException failure = Failures.of(ConecError.STREAM_CLOSED, "the producer has ended");
      notifyExceptionHandler(failure);
      return context.owner().getOrCreateContext().failedFuture(failure);
    }
    Future<Void> written = writer.write(body, options, queue);
    written.onComplete((taken, failure) -> {
      if (failure != null) {
        notifyExceptionHandler(failure);
        if (ended.get()) {
          failedAfterEnd.compareAndSet(null, failure);
        }
      }
      release();
    });
    return written;
  }

  private void notifyExceptionHandler(Throwable failure) {
    Handler<Throwable> handler = exceptionHandler;
    if (handler != null) {
      context.emit(failure, handler);
    }
  }

  private void release() {
    if (underWay.decrementAndGet() == 0) {
      // Later, so that the result of the last write comes first.
      context.runOnContext(v -> {
        Throwable failure = failedAfterEnd.get();
        if (failure == null) {
          end.tryComplete();
        } else {
          end.tryFail(failure);
        }
      });
    }
  }

  @Override
  public Future<Void> end() {
    if (ended.compareAndSet(false, true)) {
      release();
    }
    return end.future();
  }

  @Override
  public String peer() {
    return target.peer();
  }

  @Override
  public String address() {
    return target.address();
  }

  @Override
  public ConecProducer<T> deliveryOptions(DeliveryOptions options) {
    this.options = Require.notNull("options", options);
    return this;
  }

  @Override
  public ConecProducer<T> setWriteQueueMaxSize(int maxSize) {
    queue.setMaxSize(Require.positive("maxSize", maxSize));
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    return queue.isFull();
  }

  @Override
  public ConecProducer<T> drainHandler(Handler<Void> handler) {
    queue.drainHandler(handler);
    return this;
  }

  @Override
  public ConecProducer<T> exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }
}
