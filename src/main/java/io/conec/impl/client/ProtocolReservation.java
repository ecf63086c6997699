package io.conec.impl.client;

import io.conec.ConecStream;
import io.vertx.core.Handler;

/**
 * The exclusive right to the streams of a protocol of a client. Safe from any thread.
 */
public interface ProtocolReservation {

  /** @param handler called with the streams from now on; before that, they are refused */
  void handler(Handler<ConecStream> handler);

  /** End the reservation. */
  void release();
}
