package io.conec.impl.util;

import io.vertx.core.internal.ContextInternal;

/**
 * Moves tasks from any thread to the event loop of a context.
 */
public final class EventLoops {

  private EventLoops() {
  }

  /** Run on the event loop, immediately if the caller is on it. */
  public static void run(ContextInternal context, Runnable task) {
    if (context.nettyEventLoop().inEventLoop()) {
      task.run();
    } else {
      context.nettyEventLoop().execute(task);
    }
  }
}
