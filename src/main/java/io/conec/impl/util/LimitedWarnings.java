package io.conec.impl.util;

import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Logs warnings that the other side can cause arbitrarily often, without filling the log: the first one immediately,
 * then one in each interval, with the number of the suppressed ones. All of them are logged at debug level. Safe from
 * any thread.
 */
public final class LimitedWarnings {

  private final Logger log;
  private final long intervalNanos;
  private final LongSupplier nanoClock;
  private long last;
  private long suppressed;

  public LimitedWarnings(Logger log, Duration interval, LongSupplier nanoClock) {
    this.log = log;
    this.intervalNanos = interval.toNanos();
    this.nanoClock = nanoClock;
    this.last = nanoClock.getAsLong() - intervalNanos;
  }

  /** For warnings about peers, one a second, because the id of the peer matters. */
  public static LimitedWarnings ofPeers(Class<?> source) {
    return new LimitedWarnings(LoggerFactory.getLogger(source), Duration.ofSeconds(1), System::nanoTime);
  }

  /**
   * @return whether it was logged
   */
  public synchronized boolean warn(String message) {
    long now = nanoClock.getAsLong();
    if (now - last < intervalNanos) {
      suppressed++;
      log.debug(message);
      return false;
    }
    log.warn(suppressed == 0 ? message : message + " (and " + suppressed + " more like this since the last warning)");
    last = now;
    suppressed = 0;
    return true;
  }
}
