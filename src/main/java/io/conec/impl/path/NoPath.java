package io.conec.impl.path;

import io.conec.ChannelPath;
import io.conec.PathKind;
import io.netty.channel.socket.DatagramPacket;

import java.time.Instant;

/**
 * No way to the other end: datagrams are lost, and QUIC sends again what was in them when there is one.
 */
final class NoPath implements Path {

  private final RttEstimator roundTripTime = new RttEstimator();
  private volatile Instant since = Instant.EPOCH;

  @Override
  public void taken(Instant now) {
    since = now;
  }

  @Override
  public PathKind kind() {
    return PathKind.NONE;
  }

  @Override
  public DatagramPacket outbound(DatagramPacket packet) {
    packet.release();
    return null;
  }

  @Override
  public RttEstimator roundTripTime() {
    return roundTripTime;
  }

  @Override
  public ChannelPath describe() {
    return new ChannelPath(PathKind.NONE, "", since, 0);
  }
}
