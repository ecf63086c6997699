package io.conec.impl.path;

import io.conec.ChannelPath;
import io.conec.PathKind;
import io.netty.channel.socket.DatagramPacket;

import java.time.Instant;

/**
 * One way to the other end of a channel.
 */
interface Path {

  PathKind kind();

  /** It is used from now on. */
  void taken(Instant now);

  /**
   * @param packet a datagram for the other end, whatever its recipient is now; taken over
   * @return the datagram to put on the wire, {@code null} when this way is closed now
   */
  DatagramPacket outbound(DatagramPacket packet);

  /**
   * @return what is known of the time to the other end and back
   */
  RttEstimator roundTripTime();

  /**
   * @return this path as the user sees it
   */
  ChannelPath describe();
}
