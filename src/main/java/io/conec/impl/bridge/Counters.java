package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.bridge.BridgeStatistics;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of a bridge. Safe from any thread.
 */
public final class Counters {

  public final LongAdder sent = new LongAdder();
  public final LongAdder received = new LongAdder();
  final LongAdder refused = new LongAdder();
  public final LongAdder dropped = new LongAdder();
  final AtomicInteger inFlight = new AtomicInteger();
  final AtomicInteger serving = new AtomicInteger();
  public final AtomicInteger queued = new AtomicInteger();

  /** Count a message that was dropped for this reason. */
  public void countFailure(ConecError reason) {
    LongAdder counter = reason == ConecError.BUS_NOT_PERMITTED ? refused : dropped;
    counter.increment();
  }

  BridgeStatistics snapshot() {
    return new BridgeStatistics(sent.sum(), received.sum(), refused.sum(), dropped.sum(), inFlight.get(), serving.get(),
      queued.get());
  }
}
