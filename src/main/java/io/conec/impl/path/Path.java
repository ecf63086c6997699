package io.conec.impl.path;

import io.conec.ChannelPath;
import io.conec.PathKind;
import io.netty.channel.socket.DatagramPacket;

import java.time.Instant;

/**
 * A path to the other end of a channel.
 */
interface Path {

  PathKind kind();

  /** The path is used from now on. */
  void selected(Instant now);

  /**
   * @param packet a datagram for the other end, with any recipient; released or returned
   * @return the datagram to send, {@code null} when the path is closed now
   */
  DatagramPacket outbound(DatagramPacket packet);

  /**
   * @return the round-trip times of this path
   */
  RttEstimator roundTripTime();

  /**
   * @return this path as the user sees it
   */
  ChannelPath describe();
}
