package io.conec.impl.client;

import io.conec.impl.util.RateLimit;
import io.netty.channel.EventLoop;

import java.util.concurrent.TimeUnit;

/**
 * Lets all channels look for other direct paths when the addresses of this client have changed. The rate is limited,
 * because a NAT may change them very often. Confined to the event loop.
 */
final class PathRefresh {

  private static final int MAX_PER_SECOND = 2;

  private final EventLoop eventLoop;
  private final Runnable refresh;
  private final RateLimit limit = new RateLimit(MAX_PER_SECOND, System::nanoTime);
  private boolean due;

  PathRefresh(EventLoop eventLoop, Runnable refresh) {
    this.eventLoop = eventLoop;
    this.refresh = refresh;
  }

  void addressChanged() {
    if (limit.tryTake(1)) {
      refresh.run();
    } else if (!due) {
      due = true;
      eventLoop.schedule(() -> {
        due = false;
        addressChanged();
      }, limit.nanosUntilPositive(), TimeUnit.NANOSECONDS);
    }
  }
}
