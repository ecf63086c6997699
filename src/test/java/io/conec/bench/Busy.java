package io.conec.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/**
 * Round trips while the other process fills the same channel on another stream.
 */
final class Busy {

  private static final int PINGS = 20;

  private Busy() {
  }

  /**
   * @return first the bytes per second that arrived on the other stream, then nanoseconds of each round trip
   */
  static CompletableFuture<long[]> measure(Subject subject, Duration duration) {
    CompletableFuture<Double> flow = subject.throughput(duration);
    return pings(subject, flow, new long[0]).thenCombine(flow, (nanos, speed) ->
      LongStream.concat(LongStream.of(speed.longValue()), Arrays.stream(nanos)).toArray());
  }

  private static CompletableFuture<long[]> pings(Subject subject, CompletableFuture<Double> flow, long[] before) {
    return subject.roundTrips(PINGS).thenCompose(nanos -> {
      if (flow.isDone()) {
        return CompletableFuture.completedFuture(before);
      }
      long[] all = Arrays.copyOf(before, before.length + nanos.length);
      System.arraycopy(nanos, 0, all, before.length, nanos.length);
      return pings(subject, flow, all);
    });
  }
}
