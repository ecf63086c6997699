package io.conec.test.raw;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Below QUIC: datagrams with the header {@code type(1) | channel(8)} get a virtual address for each channel and role.
 * Datagrams for the accepting side go to the server codec, all others to the client codec. Without channels this is a
 * Coordinator, and all datagrams go to the server codec.
 */
public final class RawRelay extends ChannelDuplexHandler {

  public static final byte TO_ACCEPTOR = 0x04;
  public static final byte TO_INITIATOR = 0x05;
  public static final byte NOT_RELAYED = 0x06;

  public static final int HEADER_LENGTH = 9;
  private static final int MAX_KEPT = 100;

  private record Way(byte type, long channel, InetSocketAddress coordinator) {
  }

  private record Key(byte type, long channel) {
  }

  private final Map<InetSocketAddress, Way> outbound = new ConcurrentHashMap<>();
  private final Map<Key, InetSocketAddress> inbound = new ConcurrentHashMap<>();
  private final BlockingQueue<byte[]> other = new LinkedBlockingQueue<>();
  private final Queue<byte[]> relayed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicInteger next = new AtomicInteger(1);
  private volatile boolean coordinator;
  private volatile ChannelHandlerContext context;

  /** All QUIC that comes is for the server codec. */
  public void actAsCoordinator() {
    coordinator = true;
  }

  /** @return the address to connect to, to reach the one who accepts this channel */
  public InetSocketAddress initiate(long channel, InetSocketAddress through) {
    return add(TO_ACCEPTOR, TO_INITIATOR, channel, through);
  }

  /** Connections over this channel are accepted from now on. */
  public InetSocketAddress accept(long channel, InetSocketAddress through) {
    return add(TO_INITIATOR, TO_ACCEPTOR, channel, through);
  }

  private InetSocketAddress add(byte out, byte in, long channel, InetSocketAddress through) {
    InetSocketAddress known = inbound.get(new Key(in, channel));
    if (known != null) {
      return known;
    }
    InetSocketAddress madeUp = new InetSocketAddress("198.51.100.1", next.getAndIncrement());
    outbound.put(madeUp, new Way(out, channel, through));
    inbound.put(new Key(in, channel), madeUp);
    return madeUp;
  }

  /** The next datagram that was neither QUIC nor of a channel added; {@code null} when none comes. */
  public byte[] pollDatagram(long millis) {
    try {
      return other.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The QUIC datagrams that have come over channels. */
  public List<byte[]> relayed() {
    return List.copyOf(relayed);
  }

  /** How many Retry packets (RFC 9000, section 17.2.5) have come. */
  public int retries() {
    return retries.get();
  }

  void sendPlain(DatagramPacket packet) {
    context.writeAndFlush(packet);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    DatagramPacket packet = (DatagramPacket) msg;
    ByteBuf content = packet.content();
    int first = content.isReadable() ? content.getUnsignedByte(content.readerIndex()) : 0;
    if ((first & 0x40) != 0) {
      if ((first & 0xf0) == 0xf0) {
        retries.incrementAndGet();
      }
      deliver(ctx, packet, coordinator);
      return;
    }
    InetSocketAddress from = content.readableBytes() < HEADER_LENGTH ? null
      : inbound.get(new Key((byte) first, content.getLong(content.readerIndex() + 1)));
    if (from == null) {
      byte[] bytes = new byte[content.readableBytes()];
      content.readBytes(bytes);
      other.add(bytes);
      packet.release();
    } else {
      ByteBuf payload = content.skipBytes(HEADER_LENGTH).slice();
      if (relayed.size() < MAX_KEPT) {
        relayed.add(ByteBufUtil.getBytes(payload));
      }
      deliver(ctx, new DatagramPacket(payload, packet.recipient(), from), first == TO_ACCEPTOR);
    }
  }

  private static void deliver(ChannelHandlerContext ctx, DatagramPacket packet, boolean server) {
    if (server) {
      ctx.fireChannelRead(packet);
    } else {
      ctx.pipeline().context("server").fireChannelRead(packet);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    ctx.pipeline().context("server").fireChannelReadComplete();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    DatagramPacket packet = (DatagramPacket) msg;
    Way way = outbound.get(packet.recipient());
    if (way == null) {
      ctx.write(packet, promise);
      return;
    }
    ByteBuf content = packet.content();
    ByteBuf datagram = ctx.alloc().directBuffer(HEADER_LENGTH + content.readableBytes())
      .writeByte(way.type).writeLong(way.channel).writeBytes(content);
    packet.release();
    ctx.write(new DatagramPacket(datagram, way.coordinator), promise);
  }
}
