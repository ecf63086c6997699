package io.conec.nat;

import io.conec.ConecStream;
import io.vertx.core.Vertx;

/** Sends numbered messages, at a steady pace or as fast as the stream takes them. Used on the context of the stream. */
final class CheckedSender {

  private static final long TICK_MILLIS = 1;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Vertx vertx;
  private final ConecStream stream;
  private final int size;
  private final long bytesPerSecond;
  private final long start = System.nanoTime();
  private long sent;
  private long timer;
  private boolean stopped;

  /**
   * @param bytesPerSecond the pace, 0 for as fast as possible
   */
  CheckedSender(Vertx vertx, ConecStream stream, int size, long bytesPerSecond) {
    this.vertx = vertx;
    this.stream = stream;
    this.size = size;
    this.bytesPerSecond = bytesPerSecond;
  }

  void start() {
    stream.drainHandler(v -> fill());
    if (bytesPerSecond > 0) {
      timer = vertx.setPeriodic(TICK_MILLIS, id -> fill());
    }
    fill();
  }

  private void fill() {
    long due = due();
    while (!stopped && sent < due && !stream.writeQueueFull()) {
      stream.write(CheckedMessage.of(sent++, size));
    }
  }

  private long due() {
    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    return bytesPerSecond == 0 ? Long.MAX_VALUE : (long) (seconds * bytesPerSecond / size);
  }

  void stop() {
    if (!stopped) {
      stopped = true;
      vertx.cancelTimer(timer);
      stream.end(CheckedMessage.last(sent));
    }
  }
}
