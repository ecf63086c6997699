package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * What happens when a reader of a broadcast is slower than its senders.
 */
@VertxGen
public enum OverflowPolicy {

  /**
   * Nothing is lost: the senders wait for this reader. One that holds them up and takes nothing at all for
   * {@link BroadcastLimits#getStallTimeout()} is cut off with {@link ConecError#BROADCAST_STALLED}.
   */
  BLOCK,
  /**
   * Nobody waits for this reader: the oldest messages are dropped, and the reader is told
   * {@linkplain ConecBroadcast#laggedHandler(io.vertx.core.Handler) how many} before the next one.
   */
  DROP_OLDEST
}
