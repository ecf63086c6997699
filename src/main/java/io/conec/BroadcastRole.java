package io.conec;

import io.vertx.codegen.annotations.VertxGen;

/**
 * What a client does in a broadcast.
 */
@VertxGen
public enum BroadcastRole {

  /** Sends, and reads all messages; {@link BroadcastOptions#setReceiveOwnMessages(boolean)} excludes its own. */
  BOTH,
  /** Sends only, and receives no messages. */
  SENDER,
  /** Reads only; its writes fail. */
  READER;

  /**
   * @return whether a client with this role may send
   */
  public boolean sends() {
    return this != READER;
  }

  /**
   * @return whether a client with this role receives messages
   */
  public boolean reads() {
    return this != SENDER;
  }
}
