package io.conec.bridge;

import io.vertx.codegen.annotations.VertxGen;

/**
 * Which way messages cross between a broadcast and an address of the event bus.
 */
@VertxGen
public enum BroadcastDirection {

  /** From the broadcast to the address. */
  IN,
  /** From the address to the broadcast. */
  OUT,
  /** Both ways. */
  BOTH;

  /**
   * @return whether messages of the broadcast are published on the address
   */
  public boolean isIn() {
    return this != OUT;
  }

  /**
   * @return whether what is published on the address goes out to the broadcast
   */
  public boolean isOut() {
    return this != IN;
  }
}
