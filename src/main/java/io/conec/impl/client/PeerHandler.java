package io.conec.impl.client;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.PeerEvent;
import io.vertx.core.Handler;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

/**
 * Calls the peer handler of the user.
 */
final class PeerHandler implements PeerFollower {

  private static final Logger LOG = LoggerFactory.getLogger(PeerHandler.class);

  private final Handler<PeerEvent> handler;
  private boolean warned;

  PeerHandler(Handler<PeerEvent> handler) {
    this.handler = handler;
  }

  @Override
  public void event(PeerEvent event) {
    handler.handle(event);
  }

  @Override
  public void complete() {
    warned = false;
  }

  @Override
  public void failed(ConecException reason) {
    if (reason.error() == ConecError.PEERS_NOT_PERMITTED && !warned) {
      warned = true;
      LOG.warn("The peerHandler is not called: " + reason.getMessage());
    }
  }
}
