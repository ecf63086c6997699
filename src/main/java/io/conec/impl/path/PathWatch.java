package io.conec.impl.path;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches the path in use: probes it while it carries something, and now and then while it does not, and notices when
 * it is dead. On the event loop.
 */
final class PathWatch {

  /** Time between two probes of a path in use. */
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  /** A path that answers nothing for so long is dead: well within a second, and longer than most pauses of a peer. */
  private static final long DEAD_AFTER = TimeUnit.MILLISECONDS.toNanos(400);

  /** On slow paths so many round trips. */
  private static final int DEAD_AFTER_ROUND_TRIPS = 3;

  /** One lost probe is no dead path, and neither is a pause of this process in which none was sent. */
  private static final int MIN_UNANSWERED = 3;

  private final EventLoop eventLoop;
  private final Prober prober;
  private final Consumer<DirectPath> dead;
  private Path path;
  private ScheduledFuture<?> keepAlive;
  private ScheduledFuture<?> tick;
  private boolean used;
  private int unanswered;
  private long firstUnanswered;

  PathWatch(EventLoop eventLoop, Prober prober, Duration keepAliveInterval, Consumer<DirectPath> dead) {
    this.eventLoop = eventLoop;
    this.prober = prober;
    this.dead = dead;
    long interval = keepAliveInterval.toNanos();
    keepAlive = eventLoop.scheduleWithFixedDelay(this::used, interval, interval, TimeUnit.NANOSECONDS);
  }

  /** From now on this path is used. */
  void watch(Path path) {
    this.path = path;
    unanswered = 0;
    if (tick != null) {
      tick.cancel(false);
      tick = null;
    }
    used();
  }

  /** The path carries something: it has to be alive. */
  void used() {
    used = true;
    if (tick == null && path != null && prober.isReady()) {
      check();
    }
  }

  private void check() {
    tick = null;
    long now = System.nanoTime();
    if (path instanceof DirectPath direct && isDead(now)) {
      unanswered = 0;
      dead.accept(direct);
      return;
    }
    if (!used && unanswered == 0 || !(path instanceof DirectPath) && unanswered >= MIN_UNANSWERED) {
      unanswered = 0;
      return;
    }
    used = false;
    if (unanswered++ == 0) {
      firstUnanswered = now;
    }
    prober.probe(path);
    tick = eventLoop.schedule(this::check, INTERVAL, TimeUnit.NANOSECONDS);
  }

  private boolean isDead(long now) {
    long limit = Math.max(DEAD_AFTER, DEAD_AFTER_ROUND_TRIPS * path.roundTripTime().nanos());
    return unanswered >= MIN_UNANSWERED && now - firstUnanswered >= limit;
  }

  void answered(Path answering) {
    if (answering == path) {
      unanswered = 0;
    }
  }

  void stop() {
    keepAlive.cancel(false);
    if (tick != null) {
      tick.cancel(false);
    }
    path = null;
  }
}
