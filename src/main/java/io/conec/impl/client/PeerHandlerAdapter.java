package io.conec.impl.client;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.PeerEvent;
import io.vertx.core.Handler;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.util.List;

/**
 * Passes events of peers to the peer handler of the user.
 */
final class PeerHandlerAdapter implements PeerListener {

  private static final Logger LOG = LoggerFactory.getLogger(PeerHandlerAdapter.class);

  private final Handler<PeerEvent> handler;
  private boolean warned;

  PeerHandlerAdapter(Handler<PeerEvent> handler) {
    this.handler = handler;
  }

  @Override
  public void event(PeerEvent event) {
    handler.handle(event);
  }

  @Override
  public void complete(List<String> ids) {
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
