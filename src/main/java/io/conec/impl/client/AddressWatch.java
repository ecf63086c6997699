package io.conec.impl.client;

import io.conec.impl.path.LocalAddress;
import io.conec.impl.path.NetworkInterfaces;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.ContextInternal;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Polls the addresses of this machine, because Java has no event for a change. It polls on a worker thread and notifies
 * on the event loop.
 */
final class AddressWatch {

  /** Half a second, so that a change is acted on within a second; a poll itself costs less than a millisecond. */
  private static final long INTERVAL_MILLIS = 500;

  private final ContextInternal context;
  private final NetworkInterfaces interfaces;
  private final Supplier<InetAddress> coordinator;
  private final Consumer<List<LocalAddress>> listener;
  private ScheduledFuture<?> timer;
  private boolean closed;

  /**
   * @param coordinator supplies the address of the Coordinator, {@code null} when it is not known yet
   * @param listener called with the addresses after each poll, changed or not
   */
  AddressWatch(ContextInternal context, Supplier<InetAddress> coordinator, Consumer<List<LocalAddress>> listener) {
    this.context = context;
    this.interfaces = NetworkInterfaces.of(context.owner());
    this.coordinator = coordinator;
    this.listener = listener;
  }

  void poll() {
    InetAddress target = coordinator.get();
    context.executeBlocking(() -> interfaces.addresses(target), false)
      .onComplete(polled -> context.nettyEventLoop().execute(() -> {
        if (!closed) {
          timer = context.nettyEventLoop().schedule(this::poll, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
          listener.accept(polled.succeeded() ? polled.result() : List.of());
        }
      }));
  }

  void close() {
    closed = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
