package io.conec.bench;

import io.conec.ConecStream;
import io.vertx.core.buffer.Buffer;

import java.util.concurrent.CompletableFuture;

/**
 * Times bursts of small messages on one stream. The last message of a burst is longer, and is answered.
 */
final class Burst {

  private static final Buffer MESSAGE = Buffer.buffer(new byte[100]);
  private static final Buffer LAST = Buffer.buffer(new byte[101]);

  private final ConecStream stream;
  private final int count;
  private final long[] nanos;
  private final CompletableFuture<long[]> result = new CompletableFuture<>();
  private int done;
  private int sent;
  private long startedAt;

  Burst(ConecStream stream, int count, int bursts) {
    this.stream = stream;
    this.count = count;
    this.nanos = new long[bursts];
    stream.handler(answer -> answered());
    stream.exceptionHandler(result::completeExceptionally);
  }

  /** The far side. */
  static void answer(ConecStream stream) {
    stream.handler(message -> {
      if (message.length() == LAST.length()) {
        stream.write(LAST);
      }
    });
    stream.endHandler(v -> stream.end());
  }

  CompletableFuture<long[]> start() {
    sent = 0;
    startedAt = System.nanoTime();
    fill();
    return result;
  }

  private void fill() {
    while (sent < count) {
      if (stream.writeQueueFull()) {
        stream.drainHandler(v -> fill());
        return;
      }
      sent++;
      stream.write(MESSAGE);
    }
    stream.write(LAST);
  }

  private void answered() {
    nanos[done++] = System.nanoTime() - startedAt;
    if (done < nanos.length) {
      start();
    } else {
      result.complete(nanos);
      stream.end();
    }
  }
}
