package io.conec.impl.client;

import io.conec.ConecStream;
import io.vertx.core.Handler;

/**
 * The right to be the only one who takes the streams of a protocol from a client. From any thread.
 */
public interface StreamClaim {

  /** @param taker gets the streams from now on; before they are refused */
  void handler(Handler<ConecStream> taker);

  /** Others may take the streams. */
  void release();
}
