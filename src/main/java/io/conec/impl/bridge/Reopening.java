package io.conec.impl.bridge;

import io.conec.ConecClient;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * When to try again: after a pause that doubles with every failure, or at once when the client is connected to the
 * Coordinator again.
 */
final class Reopening {

  /** How often the client is asked whether it is connected, in milliseconds: nobody notices a tenth of a second. */
  private static final long POLL = 100;

  private final BridgeState bridge;
  private final ConecClient client;
  private final Runnable attempt;
  private long delay;
  private long due;
  private long openedAt;
  private boolean wasConnected;
  private boolean stopped;

  Reopening(BridgeState bridge, ConecClient client, Runnable attempt) {
    this.bridge = bridge;
    this.client = client;
    this.attempt = attempt;
    this.delay = bridge.options().getReopenDelay().toMillis();
  }

  void opened() {
    openedAt = System.nanoTime();
  }

  void schedule() {
    long max = bridge.options().getMaxReopenDelay().toMillis();
    if (openedAt != 0 && System.nanoTime() - openedAt > TimeUnit.MILLISECONDS.toNanos(max)) {
      // It has worked for a while: one that is refused as soon as it is open must not be opened all the time.
      delay = bridge.options().getReopenDelay().toMillis();
    }
    openedAt = 0;
    // Not all clients shall try at the same moment.
    long pause = Math.max(1, delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1));
    due = Deadline.in(pause);
    delay = Math.min(delay * 2, max);
    wasConnected = client.isConnected();
    poll();
  }

  private void poll() {
    long wait = Math.min(POLL, Deadline.remaining(due));
    bridge.context().setTimer(wait, timer -> {
      boolean connected = client.isConnected();
      if (stopped) {
        return;
      }
      if (due - System.nanoTime() <= 0 || connected && !wasConnected) {
        attempt.run();
      } else {
        wasConnected = connected;
        poll();
      }
    });
  }

  void stop() {
    stopped = true;
  }
}
