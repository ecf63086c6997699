package io.conec.bench;

import java.util.concurrent.CompletableFuture;

/**
 * Counts the bytes of a stream from its first to its last. Used on one event loop.
 */
final class Flow {

  private static final double NANOS_PER_SECOND = 1e9;

  private final CompletableFuture<Double> result = new CompletableFuture<>();
  private long bytes;
  private long firstAt;

  CompletableFuture<Double> result() {
    return result;
  }

  void received(int count) {
    if (bytes == 0) {
      firstAt = System.nanoTime();
    }
    bytes += count;
  }

  void ended() {
    result.complete(bytes * NANOS_PER_SECOND / (System.nanoTime() - firstAt));
  }

  void failed(Throwable cause) {
    result.completeExceptionally(cause);
  }
}
