package io.conec.impl.transport;

import io.conec.impl.util.RateLimit;
import io.conec.impl.wire.QuicHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;

/**
 * The first handler in the pipeline of the socket. It routes each datagram, then passes it to the codec of the right
 * role.
 * <p>
 * The client codec is last in the pipeline, because {@code connect} travels from the tail and the server codec
 * would refuse it. So packets for the client codec are passed around the server codec.
 */
final class Demux extends ChannelDuplexHandler {

  private static final Logger LOG = LoggerFactory.getLogger(Demux.class);

  private static final int MIN_INITIAL_DATAGRAM = 1200;
  private static final int TYPE_BITS = 0x30;
  private static final int INITIAL = 0;
  private static final int VERSION_OFFSET = 1;
  private static final int VERSION_1 = 1;

  /**
   * Initial packets without a token that are answered in a second, with a Retry or with the supported versions: five
   * times the default limit of new connections. Anybody can send them with a forged source, so this bounds their cost
   * of a tenth of a millisecond each.
   */
  private static final int MAX_WITHOUT_TOKEN_PER_SECOND = 2500;

  /**
   * When a read is complete, QUIC sends an acknowledgement together with the data that was written meanwhile. An event
   * bus answers two turns of the event loop later, one to the consumer and one back. Waiting for it saves a datagram
   * with only an acknowledgement for each message in each direction.
   */
  private static final int TURNS_BEFORE_ACKNOWLEDGEMENT = 2;

  private final DatagramRouter router;
  private final ConnectionTag tag;
  private final ChannelHandler serverCodec;
  private final RateLimit withoutToken = new RateLimit(MAX_WITHOUT_TOKEN_PER_SECOND, System::nanoTime);
  private final List<CoordinatorAttempt> attempts = new ArrayList<>();
  private final LastDatagrams lastDatagrams = new LastDatagrams();
  private ChannelHandlerContext serverContext;
  private boolean completing;

  Demux(DatagramRouter router, ConnectionTag tag, ChannelHandler serverCodec) {
    this.router = router;
    this.tag = tag;
    this.serverCodec = serverCodec;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (!attempts.isEmpty()) {
      InetSocketAddress sender = ((DatagramPacket) msg).sender();
      attempts.stream().filter(attempt -> attempt.isTo(sender)).forEach(CoordinatorAttempt::received);
    }
    DatagramPacket packet = router.inbound((DatagramPacket) msg);
    if (packet == null) {
      return;
    }
    lastDatagrams.heard(packet);
    if (tag.matches(packet.content())) {
      serverContext(ctx).fireChannelRead(packet);
    } else if (isRefused(packet.content())) {
      packet.release();
    } else {
      ctx.fireChannelRead(packet);
    }
  }

  /**
   * A packet that may open a connection has to be large (RFC 9000, section 14.1), because otherwise the answer, for
   * example a Retry, would be larger. Without a token their rate is limited. The codec checks neither.
   */
  private boolean isRefused(ByteBuf packet) {
    int length = packet.readableBytes();
    if (length == 0 || !QuicHeader.isLong(packet)) {
      return false;
    }
    boolean otherVersion = length < VERSION_OFFSET + Integer.BYTES || packet.getInt(VERSION_OFFSET) != VERSION_1;
    if (!otherVersion && (packet.getByte(0) & TYPE_BITS) != INITIAL) {
      return false;
    }
    return length < MIN_INITIAL_DATAGRAM
      || (otherVersion || !QuicHeader.hasToken(packet)) && !withoutToken.tryTake(1);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Datagrams that the router sent during this read go out in one batch.
    ctx.flush();
    if (!completing) {
      completing = true;
      complete(ctx, TURNS_BEFORE_ACKNOWLEDGEMENT);
    }
  }

  private void complete(ChannelHandlerContext ctx, int turns) {
    if (turns > 0) {
      ctx.executor().execute(() -> complete(ctx, turns - 1));
      return;
    }
    completing = false;
    if (!ctx.isRemoved()) {
      ctx.fireChannelReadComplete();
      serverContext(ctx).fireChannelReadComplete();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    lastDatagrams.sent((DatagramPacket) msg);
    DatagramPacket packet = router.outbound((DatagramPacket) msg);
    if (packet == null) {
      // A datagram without a path counts as lost: QUIC sends its content again when there is a path.
      promise.trySuccess();
    } else {
      if (!attempts.isEmpty()) {
        attempts.stream().filter(attempt -> attempt.isTo(packet.recipient()))
          .forEach(attempt -> watch(attempt, packet, promise));
      }
      ctx.write(packet, promise);
    }
  }

  private static void watch(CoordinatorAttempt attempt, DatagramPacket packet, ChannelPromise promise) {
    attempt.sent(packet);
    if (!promise.isVoid()) {
      promise.addListener(attempt::written);
    }
  }

  /** Let this attempt observe the datagrams from and to its address. */
  void watch(CoordinatorAttempt attempt) {
    attempts.add(attempt);
  }

  LastDatagrams lastDatagrams() {
    return lastDatagrams;
  }

  void unwatch(CoordinatorAttempt attempt) {
    attempts.remove(attempt);
  }

  /** A datagram that the system refuses, for example because its address is unreachable, counts as lost. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause instanceof UnsupportedAddressTypeException) {
      LOG.debug("a datagram was lost: " + cause);
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  private ChannelHandlerContext serverContext(ChannelHandlerContext ctx) {
    if (serverContext == null) {
      serverContext = ctx.pipeline().context(serverCodec);
    }
    return serverContext;
  }
}
