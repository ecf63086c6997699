package io.conec.impl.bridge;

import io.vertx.core.MultiMap;

/**
 * The changes of the event handler to a message.
 *
 * @param headers     all headers, including unchanged ones
 * @param bodyChanged whether there is another body; otherwise the message keeps its body, with type and codec
 * @param body        the new body
 */
public record Replacement(MultiMap headers, boolean bodyChanged, Object body) {

  /**
   * @throws io.conec.ConecException when there is no codec for the new body
   */
  public Body of(Body original, BodyCodec bodies) {
    return bodyChanged ? bodies.of(body) : original;
  }
}
