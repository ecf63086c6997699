package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * How the datagrams of a channel travel.
 */
@VertxGen
public enum PathKind {

  /** Through the Coordinator, which forwards the datagrams but cannot read them. */
  RELAYED,

  /** Directly to the peer. */
  DIRECT,

  /**
   * There is no path now: the policy is {@link PathPolicy#DIRECT_ONLY}, and this side looks for another direct path.
   */
  NONE
}
