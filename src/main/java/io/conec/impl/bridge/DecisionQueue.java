package io.conec.impl.bridge;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Messages that wait for a decision of the event handler. It may decide in any order; what follows from its decisions
 * happens in the order of the messages. Who asks sees to it that not too many wait.
 */
final class DecisionQueue {

  private static final class Entry {

    private final Events.Decision decision;
    private boolean decided;
    private boolean permitted;
    private Replacement replacement;

    Entry(Events.Decision decision) {
      this.decision = decision;
    }
  }

  private final BridgeState bridge;
  private final Queue<Entry> waiting = new ArrayDeque<>();
  private boolean following;

  DecisionQueue(BridgeState bridge) {
    this.bridge = bridge;
  }

  /** Whether the next message must be asked about: without an event handler it only takes its place behind others. */
  boolean isNeeded() {
    return bridge.events().isWatched() || !waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  /**
   * @param decision told on the bridge's context, after all decisions that were asked for before
   */
  void ask(BridgeEventType type, Subject subject, Supplier<JsonObject> raw, Events.Decision decision) {
    Entry entry = new Entry(decision);
    waiting.add(entry);
    bridge.events().ask(bridge.context(), type, subject, raw, (permitted, replacement) -> {
      entry.decided = true;
      entry.permitted = permitted;
      entry.replacement = replacement;
      follow();
    });
  }

  /** What follows may be reported to the event handler, which may decide more from there. */
  private void follow() {
    if (following) {
      return;
    }
    following = true;
    while (!waiting.isEmpty() && waiting.peek().decided) {
      Entry entry = waiting.poll();
      try {
        entry.decision.handle(entry.permitted, entry.replacement);
      } catch (Throwable t) {
        bridge.context().reportException(t);
      }
    }
    following = false;
  }
}
