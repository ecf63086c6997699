package io.conec.bench;

import java.util.concurrent.CompletableFuture;

/**
 * Times messages that are sent one after the other. Used on one event loop.
 */
final class RoundTrips {

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
      send();
    } else {
      result.complete(nanos);
    }
  }

  void failed(Throwable cause) {
    result.completeExceptionally(cause);
  }
}
