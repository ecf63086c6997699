package io.conec.bridge;

import io.vertx.codegen.annotations.VertxGen;

/**
 * Whether what is sent to an import reaches a consumer.
 */
@VertxGen
public enum ImportState {

  /** The first attempt to reach the peer is under way. */
  OPENING,

  /** There is no stream to the peer; the bridge tries again and again to open one. */
  AWAY,

  /** The peer has no consumer at the address, or does not let this client send to it; it says when that changes. */
  UNAVAILABLE,

  /** The peer has a consumer: the import is a consumer of the event bus here. */
  AVAILABLE
}
