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
  DIRECT,

  /** Not at all now: the policy is {@link PathPolicy#DIRECT_ONLY} and another direct path is being looked for. */
  NONE
}
