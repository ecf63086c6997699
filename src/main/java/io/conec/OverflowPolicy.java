package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * What happens when the reader of a broadcast or a data stream is slower than the writers.
 */
@VertxGen
public enum OverflowPolicy {

  /**
   * The writers wait for this reader, and no message is dropped. The Coordinator cuts off a reader of a broadcast that
   * has blocked the senders for {@link BroadcastLimits#getStallTimeout()} without taking a message
   * ({@link ConecError#BROADCAST_STALLED}).
   */
  BLOCK,
  /**
   * No writer waits for this reader. The oldest messages are dropped, and the dropped handler gets their number before
   * the next message ({@link ConecBroadcast#droppedHandler(io.vertx.core.Handler)},
   * {@link ConecStream#droppedHandler(io.vertx.core.Handler)}).
   */
  DROP_OLDEST
}
