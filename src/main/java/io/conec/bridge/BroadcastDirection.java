package io.conec.bridge;

import io.vertx.codegen.annotations.VertxGen;

/**
 * The direction of messages between a broadcast and an address of the event bus.
 */
@VertxGen
public enum BroadcastDirection {

  /** From the broadcast to the address. */
  IN,
  /** From the address to the broadcast. */
  OUT,
  /** In both directions. */
  BOTH;

  /**
   * @return whether the bridge publishes messages of the broadcast at the address
   */
  public boolean isIn() {
    return this != OUT;
  }

  /**
   * @return whether the bridge sends messages that are published at the address to the broadcast
   */
  public boolean isOut() {
    return this != IN;
  }
}
