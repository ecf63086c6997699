package io.conec.impl.bridge;

import io.conec.ConecClient;

/**
 * Schedules the next attempt: after a delay that doubles with every failure, or immediately when the client is
 * connected to the Coordinator again.
 */
public final class RetryTimer {

  /** The polling interval of the connection state in milliseconds: a tenth of a second is not noticeable. */
  private static final long POLL = 100;

  private final BridgeState bridge;
  private final ConecClient client;
  private final Runnable attempt;
  private final ReopenDelay delay;
  private long due;
  private boolean wasConnected;
  private boolean stopped;

  public RetryTimer(BridgeState bridge, ConecClient client, Runnable attempt) {
    this.bridge = bridge;
    this.client = client;
    this.attempt = attempt;
    this.delay = new ReopenDelay(bridge.maxPause());
  }

  public void opened() {
    delay.opened();
  }

  public void schedule() {
    due = Deadline.in(delay.next());
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

  public void stop() {
    stopped = true;
  }
}
