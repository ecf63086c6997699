package io.conec.impl.path;

import io.conec.ChannelPath;
import io.conec.PathKind;
import io.conec.impl.wire.RelayFragment;
import io.conec.impl.wire.RelayHeader;
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
  private RelayPmtuMonitor pmtuMonitor;
  private short lastNumber;

  /**
   * @param sender sends the fragments of a datagram before the last one
   */
  RelayedPath(byte type, long channel, Supplier<InetSocketAddress> coordinator, Consumer<DatagramPacket> sender) {
    this.type = type;
    this.channel = channel;
    this.coordinator = coordinator;
    this.sender = sender;
  }

  /** Set the monitor that decides which datagrams are sent in fragments. */
  void pmtuMonitor(RelayPmtuMonitor pmtuMonitor) {
    this.pmtuMonitor = pmtuMonitor;
  }

  /** Another path is used now. */
  void left() {
    if (pmtuMonitor != null) {
      pmtuMonitor.pathLeft();
    }
  }

  void stop() {
    if (pmtuMonitor != null) {
      pmtuMonitor.stop();
    }
  }

  /** A probe of this length was answered. */
  void answered(int length, long roundTripNanos) {
    roundTripTime.update(roundTripNanos);
    pmtuMonitor.answered(length);
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
      boolean needsFragments = pmtuMonitor != null && RelayHeader.isQuic(payload)
        && pmtuMonitor.needsFragments(payload.readableBytes());
      return needsFragments ? inFragments(payload, address) : new DatagramPacket(withHeader(payload), address);
    } finally {
      packet.release();
    }
  }

  /** The lengths of the fragments differ by at most one byte. */
  private DatagramPacket inFragments(ByteBuf payload, InetSocketAddress address) {
    int length = payload.readableBytes();
    int count = RelayFragment.countFor(length);
    lastNumber++;
    DatagramPacket packet = null;
    for (int i = 0; i < count; i++) {
      if (packet != null) {
        sender.accept(packet);
      }
      int start = length * i / count;
      int bytes = length * (i + 1) / count - start;
      ByteBuf datagram = payload.alloc().directBuffer(RelayHeader.LENGTH + RelayFragment.HEADER_LENGTH + bytes);
      RelayHeader.write(datagram, type, channel);
      RelayFragment.write(datagram, lastNumber, i, count);
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
