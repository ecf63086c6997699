package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * What has happened to a peer.
 */
@VertxGen
public enum PeerEventType {

  /** It has connected to the Coordinator. */
  JOINED,

  /** It is no longer connected to the Coordinator. */
  LEFT
}
