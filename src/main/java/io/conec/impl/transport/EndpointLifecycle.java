package io.conec.impl.transport;

import io.conec.impl.util.EventLoops;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The lifecycle of clients and Coordinators. They are started once, on the context of the caller, and shut down once,
 * by a call or together with their verticle or Vert.x instance.
 */
public abstract class EndpointLifecycle implements Closeable {

  private enum State {
    OPEN,
    /** Nothing new is accepted. */
    SHUTTING_DOWN,
    CLOSED
  }

  private final VertxInternal vertx;
  private final AtomicReference<ContextInternal> context = new AtomicReference<>();
  private final Promise<Void> closePromise = Promise.promise();
  private volatile UdpEndpoint endpoint;
  /** Changed on the event loop, read from any thread. */
  private volatile State state = State.OPEN;

  protected EndpointLifecycle(Vertx vertx) {
    this.vertx = (VertxInternal) vertx;
  }

  /**
   * @return the context of the caller, on which this is started now; {@code null} when it was started before
   */
  protected final ContextInternal startOnce() {
    ContextInternal caller = vertx.getOrCreateContext();
    if (!context.compareAndSet(null, caller)) {
      return null;
    }
    caller.addCloseHook(this);
    return caller;
  }

  /**
   * Use this bound socket; on the event loop.
   *
   * @return {@code false} when this was closed meanwhile; then the socket is closed, too
   */
  protected final boolean adopt(UdpEndpoint endpoint) {
    if (state == State.CLOSED) {
      endpoint.close();
      return false;
    }
    this.endpoint = endpoint;
    return true;
  }

  protected final VertxInternal vertx() {
    return vertx;
  }

  /**
   * @return the context that this was started on, {@code null} before
   */
  protected final ContextInternal context() {
    return context.get();
  }

  /**
   * @return the socket, {@code null} while it is not bound
   */
  protected final UdpEndpoint endpoint() {
    return endpoint;
  }

  protected final void onLoop(Runnable action) {
    EventLoops.run(context(), action);
  }

  protected final <T> void emit(Handler<T> handler, T event) {
    if (handler != null) {
      context().emit(event, handler);
    }
  }

  public Future<Void> shutdown(long timeout, TimeUnit unit) {
    ContextInternal current = context();
    if (current == null) {
      return vertx.getOrCreateContext().succeededFuture();
    }
    Promise<Void> promise = current.promise();
    onLoop(() -> {
      if (state == State.OPEN) {
        state = State.SHUTTING_DOWN;
        beginShutdown();
      }
      // A second call can shorten the time, but not extend it.
      if (timeout > 0) {
        current.nettyEventLoop().schedule(this::closeNow, timeout, unit);
        closeIfIdle();
      } else {
        closeNow();
      }
      closePromise.future().onComplete(promise);
    });
    return promise.future();
  }

  /** Accept nothing new, and tell the other side; on the event loop. */
  protected abstract void beginShutdown();

  /**
   * @return whether a shutdown has nothing to wait for; on the event loop
   */
  protected abstract boolean isIdle();

  /**
   * Release everything but the socket; on the event loop.
   *
   * @return completed when the socket is not needed any more
   */
  protected abstract Future<Void> release();

  /**
   * @return whether a shutdown has begun; from any thread
   */
  protected final boolean isShuttingDown() {
    return state != State.OPEN;
  }

  /** Something has ended: maybe a shutdown waits for nothing else. */
  protected final void closeIfIdle() {
    if (isShuttingDown() && isIdle()) {
      closeNow();
    }
  }

  private void closeNow() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    context().removeCloseHook(this);
    release().onComplete(released -> {
      if (endpoint == null) {
        closePromise.complete();
      } else {
        endpoint.close().addListener(done -> closePromise.complete());
      }
    });
  }

  @Override
  public void close(Completable<Void> completion) {
    shutdown(0, TimeUnit.SECONDS).onComplete(completion);
  }
}
