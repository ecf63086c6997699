package io.conec.impl.client;

import io.conec.ConecException;
import io.conec.PeerEvent;

import java.util.List;

/**
 * Notified of the peers that are connected.
 */
public interface PeerListener {

  void event(PeerEvent event);

  /** These are all peers that are connected now. */
  default void complete(List<String> ids) {
  }

  /** The Coordinator refuses to list the peers for this reason, or is not connected. */
  void failed(ConecException reason);
}
