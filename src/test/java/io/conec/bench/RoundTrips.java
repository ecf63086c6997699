package io.conec.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Times messages that are sent one after the other. Used on one event loop, or with a pause.
 */
final class RoundTrips {

  /** Between a round trip and the next one. */
  private static final long PAUSE_MICROS = Long.getLong("bench.pauseMicros", 0);
  private static final Executor LATER = CompletableFuture.delayedExecutor(PAUSE_MICROS, TimeUnit.MICROSECONDS);

  private final long[] nanos;
  private final Runnable send;
  private final CompletableFuture<long[]> result = new CompletableFuture<>();
  private int answered;
  private long sentAt;

  RoundTrips(int count, Runnable send) {
    this.nanos = new long[count];
    this.send = send;
  }

  CompletableFuture<long[]> result() {
    return result;
  }

  void send() {
    sentAt = System.nanoTime();
    send.run();
  }

  void answered() {
    nanos[answered++] = System.nanoTime() - sentAt;
    if (answered < nanos.length) {
      if (PAUSE_MICROS == 0) {
        send();
      } else {
        LATER.execute(this::send);
      }
    } else {
      result.complete(nanos);
    }
  }

  void failed(Throwable cause) {
    result.completeExceptionally(cause);
  }
}
