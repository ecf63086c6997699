package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * What happens when the reader of a broadcast or of a data stream is slower than the writers.
 */
@VertxGen
public enum OverflowPolicy {

  /**
   * Nothing is dropped: the writers wait for this reader. A reader of a broadcast that makes the senders wait, and
   * takes no message for {@link BroadcastLimits#getStallTimeout()}, is cut off with
   * {@link ConecError#BROADCAST_STALLED}.
   */
  BLOCK,
  /**
   * Nobody waits for this reader: the oldest messages are dropped, and the reader gets their number before the next one
   * ({@link ConecBroadcast#droppedHandler(io.vertx.core.Handler)},
   * {@link ConecStream#droppedHandler(io.vertx.core.Handler)}).
   */
  DROP_OLDEST
}
