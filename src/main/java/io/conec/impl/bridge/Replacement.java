package io.conec.impl.bridge;

import io.vertx.core.MultiMap;

/**
 * What the event handler has made of a message.
 *
 * @param headers     all of them, those that were there before, too
 * @param bodyChanged whether there is another body; otherwise that of the message stays, with its type and codec
 * @param body        the other body
 */
public record Replacement(MultiMap headers, boolean bodyChanged, Object body) {

  /**
   * @throws io.conec.ConecException when there is no codec for the other body
   */
  public Body of(Body original, BodyCodec bodies) {
    return bodyChanged ? bodies.of(body) : original;
  }
}
