package io.conec.impl.util;

import io.vertx.core.internal.ContextInternal;

/**
 * From any thread to the event loop of a context.
 */
public final class EventLoops {

  private EventLoops() {
  }

  /** Run on the event loop, at once when this is it. */
  public static void run(ContextInternal context, Runnable task) {
    if (context.nettyEventLoop().inEventLoop()) {
      task.run();
    } else {
      context.nettyEventLoop().execute(task);
    }
  }
}
