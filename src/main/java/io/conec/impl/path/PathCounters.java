package io.conec.impl.path;

import io.conec.PathKind;
import io.conec.PathStatistics;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what the paths of a channel carry. Only the event loop writes, so a plain read before each write is enough.
 * Reads are safe from any thread.
 */
final class PathCounters {

  private final AtomicLong switches = new AtomicLong();
  private final AtomicLong relayedSent = new AtomicLong();
  private final AtomicLong relayedReceived = new AtomicLong();
  private final AtomicLong directSent = new AtomicLong();
  private final AtomicLong directReceived = new AtomicLong();

  void switched() {
    add(switches, 1);
  }

  void sent(PathKind kind, int bytes) {
    if (kind == PathKind.DIRECT) {
      add(directSent, bytes);
    } else if (kind == PathKind.RELAYED) {
      add(relayedSent, bytes);
    }
  }

  void relayedReceived(int bytes) {
    add(relayedReceived, bytes);
  }

  void directReceived(int bytes) {
    add(directReceived, bytes);
  }

  private static void add(AtomicLong counter, long amount) {
    counter.setOpaque(counter.getPlain() + amount);
  }

  PathStatistics snapshot() {
    return new PathStatistics(switches.get(), relayedSent.get(), relayedReceived.get(), directSent.get(),
      directReceived.get());
  }
}
