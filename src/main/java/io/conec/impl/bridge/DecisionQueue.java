package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.bridge.ConecBridgeEventType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Messages that wait for a decision of the event handler. It may decide in any order, but the decisions take effect in
 * the order of the messages. The callers limit how many messages wait.
 */
public final class DecisionQueue {

  private static final class Entry {

    private final Events.Decision decision;
    private boolean decided;
    private ConecError refusal;
    private Replacement replacement;

    Entry(Events.Decision decision) {
      this.decision = decision;
    }

    void decide(ConecError refused, Replacement replaced) {
      decided = true;
      refusal = refused;
      replacement = replaced;
    }
  }

  private final BridgeState bridge;
  private final Queue<Entry> waiting = new ArrayDeque<>();
  private boolean running;
  private Promise<Void> settled;

  public DecisionQueue(BridgeState bridge) {
    this.bridge = bridge;
  }

  /** @return whether the next message has to be queued: without an event handler only if others are waiting */
  public boolean isNeeded() {
    return bridge.events().isWatched() || !waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  /**
   * @param decision called on the context of the bridge, after all earlier decisions
   */
  public void ask(ConecBridgeEventType type, EventSubject subject, Supplier<JsonObject> raw,
                  Events.Decision decision) {
    Entry entry = new Entry(decision);
    waiting.add(entry);
    bridge.events().ask(bridge.context(), type, subject, raw, (refusal, replacement) -> {
      entry.decide(refusal, replacement);
      runDecided();
    });
  }

  /**
   * Accept no more messages, and drop those that the event handler has not decided on within a second.
   *
   * @return completed when no message waits any more
   */
  public Future<Void> settle() {
    if (waiting.isEmpty()) {
      return bridge.context().succeededFuture();
    }
    if (settled == null) {
      settled = bridge.context().promise();
      long timer = bridge.context().setTimer(TimeUnit.SECONDS.toMillis(BridgeState.CLOSE_SECONDS), expired ->
        denyUndecided());
      settled.future().onComplete(done -> bridge.context().owner().cancelTimer(timer));
    }
    return settled.future();
  }

  private void denyUndecided() {
    waiting.stream().filter(entry -> !entry.decided).forEach(entry -> entry.decide(ConecError.CLOSED, null));
    runDecided();
  }

  /** A decision may cause reports to the event handler, which may then decide on further messages. */
  private void runDecided() {
    if (running) {
      return;
    }
    running = true;
    while (!waiting.isEmpty() && waiting.peek().decided) {
      Entry entry = waiting.poll();
      try {
        entry.decision.handle(entry.refusal, entry.replacement);
      } catch (Throwable t) {
        bridge.context().reportException(t);
      }
    }
    running = false;
    if (waiting.isEmpty() && settled != null) {
      Promise<Void> done = settled;
      settled = null;
      done.complete();
    }
  }
}
