package io.conec.bench;

import java.time.Duration;

/**
 * The first message on a stream: says what the other process shall do.
 *
 * @param flow {@code zero} to send everything back, {@link #BURSTS} to answer bursts, otherwise how long to send
 */
record Request(Duration flow) {

  private static final int LENGTH = Long.BYTES;

  static final Request ECHO = new Request(Duration.ZERO);
  static final Request BURSTS = new Request(Duration.ofMillis(-1));

  static int length() {
    return LENGTH;
  }

  boolean isEcho() {
    return flow.isZero();
  }

  boolean isBursts() {
    return equals(BURSTS);
  }

  static Request fromMillis(long millis) {
    return new Request(Duration.ofMillis(millis));
  }

  long millis() {
    return flow.toMillis();
  }
}
