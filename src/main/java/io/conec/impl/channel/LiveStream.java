package io.conec.impl.channel;

import io.conec.ConecException;

/**
 * A data stream that control messages can be about: open, or being opened.
 */
interface LiveStream {

  /** @return whether the peer has opened it */
  boolean isIncoming();

  /** The peer's handlers have taken everything. */
  void endedByPeer();

  /** The peer has given up the stream. */
  void resetByPeer(ConecException reason);

  /** The channel has closed, or, without a reason, both sides have ended the stream in good order. */
  void finish(ConecException reason);
}
