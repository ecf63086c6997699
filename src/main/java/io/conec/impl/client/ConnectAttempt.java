package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.transport.BindFailures;
import io.conec.impl.transport.ConnectFailures;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The call of {@code connect()}. It ends with the first registration, with a permanent failure, or at {@code
 * connectTimeout}, which may be unlimited. Confined to the event loop.
 */
final class ConnectAttempt {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectAttempt.class);

  private final ContextInternal context;
  private final ClientOptions options;
  private final Promise<Void> promise;
  private final Runnable closeClient;
  private boolean warned;

  /** @param closeClient called when the attempt fails */
  ConnectAttempt(ContextInternal context, ClientOptions options, Promise<Void> promise, Runnable closeClient) {
    this.context = context;
    this.options = options;
    this.promise = promise;
    this.closeClient = closeClient;
  }

  /** @param timedOut supplies why there is no connection, {@code null} when no attempt has begun */
  void limit(Supplier<ConecException> timedOut) {
    if (!isForEver()) {
      long millis = options.getConnectTimeout().toMillis();
      context.nettyEventLoop().schedule(() -> {
        ConecException why = timedOut.get();
        fail(why != null ? why : new ConecException(ConecError.COORDINATOR_UNREACHABLE, "the client could not begin to "
          + "connect within connectTimeout of " + ConnectFailures.text(options.getConnectTimeout())
          + ": this machine, or the worker threads of Vert.x, are busy", null, "connectTimeout"));
      }, millis, TimeUnit.MILLISECONDS);
    }
  }

  private boolean isForEver() {
    return options.getConnectTimeout().isZero();
  }

  /** The socket could not be bound. Its address may appear with the network. */
  void bindFailed(Throwable failure, Runnable again) {
    if (!isForEver() || !BindFailures.isAddressMissing(failure)) {
      fail(failure);
    } else if (!isOver()) {
      if (!warned) {
        warned = true;
        LOG.warn("'" + options.getId() + "' keeps trying to bind its socket: " + failure.getMessage());
      }
      context.nettyEventLoop().schedule(() -> {
        if (!isOver()) {
          again.run();
        }
      }, options.getMaxReconnectDelay().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  void succeed() {
    promise.tryComplete();
  }

  /** The client closes. */
  void cancel(ConecException reason) {
    promise.tryFail(reason);
  }

  /** @return whether this failure ends the attempt; {@code false} when it had ended before */
  boolean fail(Throwable failure) {
    boolean failed = promise.tryFail(failure);
    if (failed) {
      closeClient.run();
    }
    return failed;
  }

  private boolean isOver() {
    return promise.future().isComplete();
  }
}
