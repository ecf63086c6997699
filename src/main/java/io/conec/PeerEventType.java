package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * What has happened to a peer.
 */
@VertxGen
public enum PeerEventType {

  /** It is connected to the Coordinator now. */
  JOINED,

  /** It is not connected to the Coordinator any more. */
  LEFT
}
