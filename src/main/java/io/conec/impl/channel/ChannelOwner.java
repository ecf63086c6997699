package io.conec.impl.channel;

import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.impl.identity.VerificationQueue;
import io.vertx.core.Handler;

/**
 * The client that a channel belongs to.
 */
public interface ChannelOwner {

  /**
   * @return verifies the certificates of peers
   */
  VerificationQueue verifications();

  /**
   * @return the handler of streams of this protocol, {@code null} for none
   */
  Handler<ConecStream> streamHandler(String protocol);

  /**
   * @return why no more streams may be opened, {@code null} while they may
   */
  ConecException refusal();

  /** The channel has closed; on the event loop, before its close handler is called. */
  void channelClosed(ChannelImpl channel);

  /** The last stream of a channel has closed. */
  void channelIdle();
}
