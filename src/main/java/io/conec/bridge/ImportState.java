package io.conec.bridge;

import io.vertx.codegen.annotations.VertxGen;

/**
 * Whether messages to an import reach a consumer.
 */
@VertxGen
public enum ImportState {

  /** The bridge makes its first attempt to reach the peer. */
  OPENING,

  /** There is no stream to the peer; the bridge keeps trying to open one. */
  AWAY,

  /**
   * The peer has no consumer at the address, or does not export it to this client. It notifies this side of a change.
   */
  UNAVAILABLE,

  /** The peer has a consumer, and the import is a consumer of the event bus here. */
  AVAILABLE
}
