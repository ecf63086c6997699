package io.conec.impl.coordinator.broadcast;

import io.netty.channel.EventLoop;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Broadcasts and their readers take turns to write, so that everybody else is served between them, however many they
 * are. Each turn is short, and comes in the order in which it was asked for. Confined to the event loop.
 */
final class SubscriberTurns {

  /** The longest sequence of turns before the event loop does other work; the last turn may end later. */
  private static final long ROUND_NANOS = 1_000_000;

  private final EventLoop eventLoop;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean scheduled;

  SubscriberTurns(EventLoop eventLoop) {
    this.eventLoop = eventLoop;
  }

  /** Run this at the end of this turn of the event loop at the earliest. */
  void add(Runnable turn) {
    waiting.add(turn);
    if (!scheduled) {
      scheduled = true;
      eventLoop.execute(this::round);
    }
  }

  private void round() {
    long began = System.nanoTime();
    try {
      do {
        waiting.poll().run();
      } while (!waiting.isEmpty() && System.nanoTime() - began < ROUND_NANOS);
    } finally {
      scheduled = !waiting.isEmpty();
      if (scheduled) {
        // This is a timer and not a task, because the event loop runs all tasks before it reads again.
        eventLoop.schedule(this::round, 0, TimeUnit.NANOSECONDS);
      }
    }
  }
}
