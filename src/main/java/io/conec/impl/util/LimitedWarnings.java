package io.conec.impl.util;

import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Warns of what others can cause as often as they like, without filling the log: the first at once, then one in each
 * interval, with the number of those that it stands for. All are logged at debug. Methods may be called from any thread.
 */
public final class LimitedWarnings {

  private final Logger log;
  private final long intervalNanos;
  private final LongSupplier nanoClock;
  private long last;
  private long unsaid;

  public LimitedWarnings(Logger log, Duration interval, LongSupplier nanoClock) {
    this.log = log;
    this.intervalNanos = interval.toNanos();
    this.nanoClock = nanoClock;
    this.last = nanoClock.getAsLong() - intervalNanos;
  }

  /** Of what peers cause, one a second: who the peer is matters. */
  public static LimitedWarnings ofPeers(Class<?> source) {
    return new LimitedWarnings(LoggerFactory.getLogger(source), Duration.ofSeconds(1), System::nanoTime);
  }

  /**
   * @return whether it is in the log now
   */
  public synchronized boolean warn(String message) {
    long now = nanoClock.getAsLong();
    if (now - last < intervalNanos) {
      unsaid++;
      log.debug(message);
      return false;
    }
    log.warn(unsaid == 0 ? message : message + " (and " + unsaid + " more like this since the last warning)");
    last = now;
    unsaid = 0;
    return true;
  }
}
