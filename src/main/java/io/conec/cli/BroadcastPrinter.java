package io.conec.cli;

import io.conec.BroadcastMessage;
import io.conec.ConecBroadcast;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Prints what comes from a broadcast, no faster than stdout takes it; the event loop never waits for that, and what
 * happens to messages that wait is a matter of the broadcast's options.
 */
final class BroadcastPrinter {

  /** Messages taken from the broadcast and not yet printed: a few, so that the printer does not run dry. */
  private static final int CREDIT = 8;

  private final ConecBroadcast broadcast;
  private final Output output;
  private final long wanted;
  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final Promise<Void> enough = Promise.promise();
  private long printed;

  /** Prints this many messages, 0 for no end. */
  BroadcastPrinter(ConecBroadcast broadcast, Output output, long wanted) {
    this.broadcast = broadcast;
    this.output = output;
    this.wanted = wanted;
  }

  /** Starts printing; the future completes when as many messages are printed as are wanted. */
  Future<Void> start() {
    broadcast.pause();
    broadcast.droppedHandler(count -> queue.add(() -> printDropped(count)));
    broadcast.handler(message -> queue.add(() -> print(message)));
    broadcast.fetch(CREDIT);
    Thread thread = new Thread(this::run, "conec-printer");
    thread.setDaemon(true);
    thread.start();
    return enough.future();
  }

  /** Completes when all that was taken so far is printed. */
  Future<Void> drained() {
    Promise<Void> drained = Promise.promise();
    queue.add(drained::complete);
    return drained.future();
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        queue.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print(BroadcastMessage message) {
    if (enough.future().isComplete()) {
      return;
    }
    output.event("message", BroadcastText.toJson(message), BroadcastText.toText(message));
    if (output.isBroken()) {
      enough.tryFail(new Stopped());
    } else if (++printed == wanted) {
      enough.tryComplete();
    }
    broadcast.fetch(1);
  }

  private void printDropped(long count) {
    output.aside("dropped", new JsonObject().put("messages", count),
      "conec: " + BroadcastCommand.counted(count, "message") + " dropped");
  }
}
