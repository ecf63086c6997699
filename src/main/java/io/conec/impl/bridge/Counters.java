package io.conec.impl.bridge;

import io.conec.bridge.BridgeCounters;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Written on the context of the bridge, read from anywhere.
 */
final class Counters {

  final LongAdder sent = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final AtomicInteger inFlight = new AtomicInteger();
  final AtomicInteger serving = new AtomicInteger();

  BridgeCounters snapshot() {
    return new BridgeCounters()
      .setSent(sent.sum())
      .setReceived(received.sum())
      .setRefused(refused.sum())
      .setDropped(dropped.sum())
      .setInFlight(inFlight.get())
      .setServing(serving.get());
  }
}
