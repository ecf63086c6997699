package io.conec.cli;

import io.conec.BroadcastMessage;
import io.conec.ConecBroadcast;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Prints the messages of a broadcast at the pace of stdout. The event loop never waits for stdout; the options of the
 * broadcast decide about waiting messages.
 */
final class BroadcastPrinter {

  /** Messages fetched from the broadcast before they are printed: a few, so that the printer does not run dry. */
  private static final int CREDIT = 8;

  private final ConecBroadcast broadcast;
  private final Output output;
  private final long wanted;
  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final Promise<Void> enough = Promise.promise();
  private long printed;

  /** Prints this many messages, 0 for no limit. */
  BroadcastPrinter(ConecBroadcast broadcast, Output output, long wanted) {
    this.broadcast = broadcast;
    this.output = output;
    this.wanted = wanted;
  }

  /** Starts printing; the future completes when the wanted number of messages is printed. */
  Future<Void> start(CommandRuntime runtime) {
    broadcast.pause();
    broadcast.droppedHandler(count -> queue.add(() -> printDropped(count)));
    broadcast.handler(message -> queue.add(() -> print(message)));
    broadcast.fetch(CREDIT);
    runtime.startThread("conec-printer", this::run);
    return enough.future();
  }

  /** Completes when all messages so far are printed. */
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
