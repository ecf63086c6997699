package io.conec.impl.client;

import io.conec.impl.channel.ControlStream;
import io.netty.channel.EventLoop;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Finds out whether the connection to the Coordinator is of any use when there is a reason to doubt that: sooner than
 * its keep-alives would. On the event loop.
 */
final class ConnectionCheck {

  /** Hints that cost nothing to forge are followed no more often. */
  private static final Duration HINT_INTERVAL = Duration.ofSeconds(1);

  /** A connection that answers nothing for so long, and some round trips more, is of no use. */
  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final int TIMEOUT_ROUND_TRIPS = 3;

  private final EventLoop eventLoop;
  private final BiConsumer<ControlStream, Throwable> useless;
  private long begin;
  private long roundTrip;
  private boolean hinted;

  /**
   * @param useless called with the control stream of a connection that does not answer
   */
  ConnectionCheck(EventLoop eventLoop, BiConsumer<ControlStream, Throwable> useless) {
    this.eventLoop = eventLoop;
    this.useless = useless;
  }

  /** The first request is sent on a new connection. */
  void begin() {
    begin = System.nanoTime();
  }

  /** The first request was answered. */
  void begun() {
    roundTrip = System.nanoTime() - begin;
  }

  /**
   * A hint asks for a check.
   *
   * @param useful called when the connection answers
   * @return {@code false} when the last hint is not long ago
   */
  boolean hint(ControlStream control, Runnable useful) {
    if (hinted) {
      return false;
    }
    hinted = true;
    eventLoop.schedule(() -> hinted = false, HINT_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    check(control, useful);
    return true;
  }

  /**
   * @param useful called when the connection answers
   */
  void check(ControlStream control, Runnable useful) {
    control.ping(TIMEOUT.plusNanos(TIMEOUT_ROUND_TRIPS * roundTrip), null)
      .onFailure(failure -> useless.accept(control, failure))
      .onSuccess(nanos -> {
        roundTrip = nanos;
        useful.run();
      });
  }
}
