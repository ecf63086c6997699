package io.conec.soak;

import io.vertx.core.json.JsonObject;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** How honest clients were served: every request has to be answered, and in time. From any thread. */
final class Service {

  private static final double MILLIS = 1e6;

  private final LongAdder asked = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private long[] nanos = new long[1024];
  private int answered;
  private String failure;

  long begin() {
    asked.increment();
    return System.nanoTime();
  }

  synchronized void answered(long begun) {
    if (answered == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * answered);
    }
    nanos[answered++] = System.nanoTime() - begun;
  }

  synchronized void failed(String what, Throwable cause) {
    if (failure == null) {
      failure = what + ": " + cause;
    }
  }

  /** A client has lost its Coordinator. */
  void lost(String id, Throwable cause) {
    lost.increment();
    failed(id + " was thrown out", cause);
  }

  /** What has been since the last report; requests that are under way now belong to the next one. */
  synchronized JsonObject report() {
    Arrays.sort(nanos, 0, answered);
    JsonObject report = new JsonObject().put("asked", asked.sumThenReset()).put("answered", answered)
      .put("lost", lost.sumThenReset()).put("failure", failure);
    if (answered > 0) {
      report.put("p50", nanos[answered / 2] / MILLIS).put("p99", nanos[answered * 99 / 100] / MILLIS)
        .put("max", nanos[answered - 1] / MILLIS);
    }
    answered = 0;
    failure = null;
    return report;
  }
}
