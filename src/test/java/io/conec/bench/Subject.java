package io.conec.bench;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One way to another process, measured from this one.
 */
interface Subject {

  /** Bytes of a message that is sent there and back. */
  int PING_SIZE = 64;

  /** Bytes of a message that is sent one way. */
  int FLOW_MESSAGE_SIZE = 64 * 1024;

  /**
   * @return nanoseconds of each of so many round trips, one after the other
   */
  CompletableFuture<long[]> roundTrips(int count);

  /**
   * @return bytes per second that arrive while the other process sends for this long
   */
  CompletableFuture<Double> throughput(Duration duration);

  /**
   * @return nanoseconds of each of so many bursts on one stream, one after the other, of so many messages of 100 bytes
   */
  default CompletableFuture<long[]> bursts(int count, int bursts) {
    throw new UnsupportedOperationException();
  }
}
