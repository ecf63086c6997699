package io.conec.impl.bridge;

import io.conec.impl.util.Backoff;

/**
 * Makes the next attempt: after a delay that doubles with every failure, or at once when the client has registered with
 * the Coordinator again. Confined to the context of the bridge.
 */
public final class RetryTimer {

  private static final long NONE = -1;

  private final BridgeState bridge;
  private final Runnable attempt;
  private final Backoff backoff;
  private final Runnable removeListener;
  /** When the last success has lasted so long that the delays begin anew. */
  private long stableAt = Deadline.never();
  private long timer = NONE;

  public RetryTimer(BridgeState bridge, Runnable attempt) {
    this.bridge = bridge;
    this.attempt = attempt;
    this.backoff = Backoff.upTo(bridge.client().maxReconnectDelay());
    this.removeListener = bridge.client().addRegistrationListener(() -> bridge.context().emit(v -> registered()));
  }

  /** An attempt has succeeded. */
  public void opened() {
    stableAt = Deadline.in(bridge.client().maxReconnectDelay().toMillis());
  }

  /** An attempt has failed, or its result is lost. */
  public void schedule() {
    if (stableAt - System.nanoTime() <= 0) {
      // Only after a stable time: a stream that is refused right after its opening must not be opened all the time.
      backoff.reset();
    }
    stableAt = Deadline.never();
    timer = bridge.context().setTimer(backoff.nextMillis(), id -> {
      if (id == timer) {
        attempt();
      }
    });
  }

  private void registered() {
    if (timer != NONE) {
      cancel();
      backoff.reset();
      attempt();
    }
  }

  private void attempt() {
    timer = NONE;
    attempt.run();
  }

  private void cancel() {
    bridge.context().owner().cancelTimer(timer);
    timer = NONE;
  }

  public void stop() {
    removeListener.run();
    cancel();
  }
}
