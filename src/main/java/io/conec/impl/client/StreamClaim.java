package io.conec.impl.client;

import io.conec.ConecStream;
import io.vertx.core.Handler;

/**
 * The exclusive right to the streams of a protocol of a client. Safe from any thread.
 */
public interface StreamClaim {

  /** @param taker called with the streams from now on; before that, they are refused */
  void handler(Handler<ConecStream> taker);

  /** End the claim. */
  void release();
}
