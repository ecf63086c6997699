package io.conec.impl.coordinator.broadcast;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.concurrent.TimeUnit;

/**
 * Runs while a reader holds up the senders, and runs out when it takes nothing for the stall time-out. Confined to the
 * event loop.
 */
final class StallTimer {

  private final EventLoop eventLoop;
  private final long timeoutNanos;
  private final Runnable stalled;
  private long lastProgress;
  /** {@code null} while this does not run. */
  private ScheduledFuture<?> check;

  StallTimer(EventLoop eventLoop, long timeoutNanos, Runnable stalled) {
    this.eventLoop = eventLoop;
    this.timeoutNanos = timeoutNanos;
    this.stalled = stalled;
  }

  boolean isRunning() {
    return check != null;
  }

  void start() {
    lastProgress = System.nanoTime();
    check = eventLoop.schedule(this::checkProgress, timeoutNanos, TimeUnit.NANOSECONDS);
  }

  /** The reader has taken something. */
  void progress() {
    if (isRunning()) {
      lastProgress = System.nanoTime();
    }
  }

  private void checkProgress() {
    long left = lastProgress + timeoutNanos - System.nanoTime();
    if (left > 0) {
      check = eventLoop.schedule(this::checkProgress, left, TimeUnit.NANOSECONDS);
    } else {
      stalled.run();
    }
  }

  void stop() {
    check.cancel(false);
    check = null;
  }
}
