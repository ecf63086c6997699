package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * How the datagrams of a channel travel.
 */
@VertxGen
public enum PathKind {

  /** Through the Coordinator, which forwards them without being able to read them. */
  RELAYED,

  /** Straight to the peer. */
  DIRECT
}
