package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * What happens when the reader of a broadcast or of a data stream is slower than who writes.
 */
@VertxGen
public enum OverflowPolicy {

  /**
   * Nothing is dropped: the writers wait for this reader. Of a broadcast, one that makes the senders wait and takes
   * nothing at all for {@link BroadcastLimits#getStallTimeout()} is cut off with {@link ConecError#BROADCAST_STALLED}.
   */
  BLOCK,
  /**
   * Nobody waits for this reader: the oldest messages are dropped, and the reader is told how many before the next one
   * ({@link ConecBroadcast#droppedHandler(io.vertx.core.Handler)},
   * {@link ConecStream#droppedHandler(io.vertx.core.Handler)}).
   */
  DROP_OLDEST
}
