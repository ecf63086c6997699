package io.conec.impl.client;

import io.conec.ConecException;
import io.conec.PeerEvent;

/**
 * Notified of peers on its own context.
 */
public interface PeerFollower {

  void event(PeerEvent event);

  /** All connected peers were reported. */
  void complete();

  /** The Coordinator refuses to list the peers for this reason, or is not connected. */
  void failed(ConecException reason);
}
