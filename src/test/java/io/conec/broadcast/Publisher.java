package io.conec.broadcast;

import io.conec.ConecBroadcast;
import io.vertx.core.buffer.Buffer;

import java.util.concurrent.atomic.AtomicInteger;

import static io.conec.test.TestNet.awaitUntil;

/** Writes a given number of messages as fast as a broadcast accepts them; each begins with its number. */
final class Publisher {

  private static final int ROUND_TRIPS = 5;

  private final ConecBroadcast broadcast;
  private final byte[] padding;
  private final int total;
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private int written;

  Publisher(ConecBroadcast broadcast, int total, int size) {
    this.broadcast = broadcast;
    this.padding = new byte[size - Integer.BYTES];
    this.total = total;
    broadcast.drainHandler(v -> write());
    write();
  }

  private synchronized void write() {
    while (written < total && !broadcast.writeQueueFull()) {
      written++;
      broadcast.write(Buffer.buffer().appendInt(written).appendBytes(padding))
        .onSuccess(v -> accepted.incrementAndGet()).onFailure(e -> failed.incrementAndGet());
    }
  }

  int accepted() {
    return accepted.get();
  }

  /** All messages were taken, none has failed. */
  void awaitDone() {
    awaitUntil(() -> accepted.get() + failed.get() == total);
    if (failed.get() > 0) {
      throw new AssertionError(failed + " writes have failed");
    }
  }

  /** No message is accepted any more during several round trips of the same connections. */
  void awaitStopped(Runnable roundTrip) {
    awaitUntil(() -> accepted.get() > 0);
    awaitUntil(() -> {
      int before = accepted.get();
      for (int i = 0; i < ROUND_TRIPS; i++) {
        roundTrip.run();
      }
      return before < total && accepted.get() == before;
    });
  }
}
