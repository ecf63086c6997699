package io.conec.impl.path;

import io.conec.ChannelPath;
import io.conec.PathKind;
import io.conec.impl.wire.RelayHeader;
import io.conec.impl.wire.RelayPart;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The path through the Coordinator. A header before the QUIC packet names the channel and the direction.
 */
final class RelayedPath implements Path {

  private final byte type;
  private final long channel;
  private final Supplier<InetSocketAddress> coordinator;
  private final Consumer<DatagramPacket> sender;
  private final RttEstimator roundTripTime = new RttEstimator();
  private volatile Instant since = Instant.now();
  private RelaySize size;
  private short lastNumber;

  /**
   * @param sender sends the parts of a datagram before the last one
   */
  RelayedPath(byte type, long channel, Supplier<InetSocketAddress> coordinator, Consumer<DatagramPacket> sender) {
    this.type = type;
    this.channel = channel;
    this.coordinator = coordinator;
    this.sender = sender;
  }

  /** Set the object that decides which datagrams are too long. */
  void size(RelaySize size) {
    this.size = size;
  }

  /** Another path is used now. */
  void left() {
    if (size != null) {
      size.left();
    }
  }

  void stop() {
    if (size != null) {
      size.stop();
    }
  }

  /** A probe of this length was answered. */
  void answered(int length, long roundTripNanos) {
    roundTripTime.update(roundTripNanos);
    size.answered(length);
  }

  @Override
  public void selected(Instant now) {
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
      if (address == null) {
        return null;
      }
      ByteBuf payload = packet.content();
      boolean tooLong = size != null && RelayHeader.isQuic(payload) && size.isTooLong(payload.readableBytes());
      return tooLong ? inParts(payload, address) : new DatagramPacket(withHeader(payload), address);
    } finally {
      packet.release();
    }
  }

  /** The lengths of the parts differ by at most one byte. */
  private DatagramPacket inParts(ByteBuf payload, InetSocketAddress address) {
    int length = payload.readableBytes();
    int count = RelayPart.countFor(length);
    lastNumber++;
    DatagramPacket packet = null;
    for (int i = 0; i < count; i++) {
      if (packet != null) {
        sender.accept(packet);
      }
      int start = length * i / count;
      int bytes = length * (i + 1) / count - start;
      ByteBuf datagram = payload.alloc().directBuffer(RelayHeader.LENGTH + RelayPart.HEADER_LENGTH + bytes);
      RelayHeader.write(datagram, type, channel);
      RelayPart.write(datagram, lastNumber, i, count);
      packet = new DatagramPacket(datagram.writeBytes(payload, payload.readerIndex() + start, bytes), address);
    }
    return packet;
  }

  /**
   * Copies the packet, because sockets take one buffer per datagram, and a copy costs less than a gathering write. The
   * original stays unchanged, because it may be sent again.
   */
  private ByteBuf withHeader(ByteBuf payload) {
    ByteBuf datagram = payload.alloc().directBuffer(RelayHeader.LENGTH + payload.readableBytes());
    RelayHeader.write(datagram, type, channel);
    return datagram.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
  }

  @Override
  public RttEstimator roundTripTime() {
    return roundTripTime;
  }

  @Override
  public ChannelPath describe() {
    InetSocketAddress address = coordinator.get();
    return new ChannelPath(PathKind.RELAYED, address == null ? "" : NetUtil.toSocketAddressString(address), since,
      roundTripTime.nanos());
  }
}
