package io.conec.impl.channel;

import io.conec.ConecException;

/**
 * A data stream that control messages can refer to: open, or being opened.
 */
interface LiveStream {

  /** @return whether the peer has opened it */
  boolean isIncoming();

  /** The handlers of the peer have received everything. */
  void endedByPeer();

  /** The peer has reset the stream. */
  void resetByPeer(ConecException reason);

  /** The channel has closed, or, without a reason, both sides have ended the stream normally. */
  void finish(ConecException reason);
}
