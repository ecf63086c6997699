package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * What a client does in a broadcast.
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
   * @return whether a client with this role may send
   */
  public boolean sends() {
    return this != READER;
  }

  /**
   * @return whether messages come to a client with this role
   */
  public boolean reads() {
    return this != SENDER;
  }
}
