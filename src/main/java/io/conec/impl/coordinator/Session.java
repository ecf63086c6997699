package io.conec.impl.coordinator;

import io.conec.ConecException;
import io.conec.impl.wire.ControlMessage.ChannelClosed;
import io.vertx.core.Future;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How this Coordinator reaches a connected client: over the client's own connection, or over another node of the
 * cluster.
 */
interface Session {

  /**
   * @return the source and the destination of relayed datagrams
   */
  InetSocketAddress remoteAddress();

  /**
   * @return completed when the client has answered
   */
  Future<?> checkAlive(Duration timeout);

  /**
   * Introduce an initiator to this client.
   *
   * @param certificate the certificate of the initiator, DER
   * @return the certificate of this client, DER, when it is ready for the initiator
   */
  Future<byte[]> introduce(long channel, String initiator, byte[] certificate);

  /** A channel of the client has ended. */
  void channelClosed(ChannelClosed closed);

  /**
   * @return whether the client does not read what the Coordinator sends
   */
  boolean writeQueueFull();

  /** Tell the client why and close. */
  void end(ConecException reason);
}
