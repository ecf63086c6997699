package io.conec.impl.path;

import io.conec.ChannelPath;
import io.conec.PathKind;
import io.netty.channel.socket.DatagramPacket;

import java.time.Instant;

/**
 * There is no path to the other end. Datagrams are lost, and QUIC sends their content again when there is a path.
 */
final class NoPath implements Path {

  private final RttEstimator roundTripTime = new RttEstimator();
  private volatile Instant since = Instant.EPOCH;

  @Override
  public void selected(Instant now) {
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
