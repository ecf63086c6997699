package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * What a member of a broadcast does there.
 */
@VertxGen
public enum BroadcastRole {

  /** Sends, and reads what the others, and itself, send. */
  BOTH,
  /** Sends only: nothing comes to it. */
  SENDER,
  /** Reads only: its writes fail. */
  READER;

  /**
   * @return whether a member with this role may send
   */
  public boolean sends() {
    return this != READER;
  }

  /**
   * @return whether messages come to a member with this role
   */
  public boolean reads() {
    return this != SENDER;
  }
}
