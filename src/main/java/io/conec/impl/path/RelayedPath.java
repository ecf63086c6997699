package io.conec.impl.path;

import io.conec.ChannelPath;
import io.conec.PathKind;
import io.conec.impl.wire.RelayHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Through the Coordinator: a header in front of the QUIC packet says which channel and which direction it is for.
 */
final class RelayedPath implements Path {

  private final byte type;
  private final long channel;
  private final Supplier<InetSocketAddress> coordinator;
  private final RoundTripTime roundTripTime = new RoundTripTime();
  private volatile Instant since = Instant.now();

  RelayedPath(byte type, long channel, Supplier<InetSocketAddress> coordinator) {
    this.type = type;
    this.channel = channel;
    this.coordinator = coordinator;
  }

  @Override
  public void taken(Instant now) {
    since = now;
  }

  @Override
  public PathKind kind() {
    return PathKind.RELAYED;
  }

  @Override
  public DatagramPacket outbound(DatagramPacket packet) {
    try {
      InetSocketAddress address = coordinator.get();
      return address == null ? null : new DatagramPacket(withHeader(packet.content()), address);
    } finally {
      packet.release();
    }
  }

  /**
   * A copy: sockets take one buffer per datagram, and copying a packet costs less than gathering two. The original is
   * left as it is, since it may be sent again.
   */
  private ByteBuf withHeader(ByteBuf payload) {
    ByteBuf datagram = payload.alloc().directBuffer(RelayHeader.LENGTH + payload.readableBytes());
    RelayHeader.write(datagram, type, channel);
    return datagram.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
  }

  @Override
  public RoundTripTime roundTripTime() {
    return roundTripTime;
  }

  @Override
  public ChannelPath describe() {
    InetSocketAddress address = coordinator.get();
    return new ChannelPath(PathKind.RELAYED, address == null ? "" : Addresses.format(address), since,
      roundTripTime.nanos());
  }
}
