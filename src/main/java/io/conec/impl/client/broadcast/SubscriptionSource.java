package io.conec.impl.client.broadcast;

import io.conec.impl.client.CoordinatorConnection;
import io.conec.impl.stream.ReadQueue;
import io.conec.impl.wire.BroadcastControl.Progress;
import io.netty.channel.EventLoop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The source of the messages of a reader: the present subscription. A reader that has paused one subscription pauses
 * the next one, too. While it is paused, this reports to the Coordinator how many messages the handler takes, so that
 * the Coordinator can tell a slow reader from one that has stopped.
 */
final class SubscriptionSource implements ReadQueue.Source {

  /** Reports within a stall time-out: several, because some may be late. */
  private static final int REPORTS_PER_STALL_TIMEOUT = 4;

  private final EventLoop eventLoop;
  private final CoordinatorConnection coordinator;
  /** {@code null} while this client is not joined. */
  private ClientSubscription subscription;
  private boolean paused;
  /** How many messages the handler has taken since the subscription began. */
  private final AtomicLong taken = new AtomicLong();
  private volatile long reportNanos;
  private volatile long lastReport;

  SubscriptionSource(EventLoop eventLoop, CoordinatorConnection coordinator) {
    this.eventLoop = eventLoop;
    this.coordinator = coordinator;
  }

  /** The Coordinator has admitted this client; on the event loop. */
  void attach(ClientSubscription joined, int stallTimeoutMillis) {
    subscription = joined;
    taken.set(0);
    reportNanos = TimeUnit.MILLISECONDS.toNanos(stallTimeoutMillis) / REPORTS_PER_STALL_TIMEOUT;
    if (paused) {
      joined.pause();
    }
  }

  void detach() {
    subscription = null;
  }

  @Override
  public void pause() {
    paused = true;
    if (subscription != null) {
      subscription.pause();
    }
  }

  @Override
  public void resume() {
    paused = false;
    if (subscription != null) {
      subscription.resume();
    }
  }

  @Override
  public void takenWhilePaused() {
    taken.incrementAndGet();
    long now = System.nanoTime();
    if (now - lastReport >= reportNanos) {
      lastReport = now;
      eventLoop.execute(this::report);
    }
  }

  private void report() {
    if (subscription != null) {
      coordinator.send(new Progress(subscription.id(), taken.get()));
    }
  }
}
