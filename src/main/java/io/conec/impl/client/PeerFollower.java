package io.conec.impl.client;

import io.conec.ConecException;
import io.conec.PeerEvent;

/**
 * Hears of peers on a context of its own.
 */
public interface PeerFollower {

  void event(PeerEvent event);

  /** All who are there have been told. */
  void complete();

  /** The Coordinator does not say who is there, for this reason, or is away. */
  void failed(ConecException reason);
}
