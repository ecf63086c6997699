package io.conec.impl.channel;

import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.impl.identity.VerificationQueue;
import io.vertx.core.Handler;

/**
 * What a channel needs of the client it belongs to.
 */
public interface ChannelOwner {

  /**
   * @return verifies the certificates of peers
   */
  VerificationQueue verifications();

  /**
   * @return who takes streams of this protocol that the peer opens, {@code null} when nobody does
   */
  Handler<ConecStream> streamHandler(String protocol);

  /**
   * @return why no stream may be opened any more, {@code null} while it may
   */
  ConecException refusal();

  /** The channel has closed; on the event loop, before its close handler is called. */
  void channelClosed(ChannelImpl channel);

  /** The last stream of a channel has closed. */
  void channelIdle();
}
