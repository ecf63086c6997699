package io.conec.impl.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.io.IOException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a QUIC server and a QUIC client share one socket. It is the first handler in its pipeline: {@code socket - Demux
 * - server codec - client codec}. Each datagram that arrives passes the {@link DatagramRouter}, and goes to the codec
 * that has its connection: the connection ids of the client codec begin with the {@link ConnectionTag}. Datagrams of
 * both codecs pass the router on their way out.
 * <p>
 * The client codec is last, because {@code connect} travels from the tail of the pipeline and the server codec would
 * refuse it. So packets for the client codec are passed around the server codec.
 */
final class Demux extends ChannelDuplexHandler {

  private static final Logger LOG = LoggerFactory.getLogger(Demux.class);

  /**
   * When a read is complete, QUIC sends an acknowledgement together with the data that was written meanwhile. An event
   * bus answers two turns of the event loop later, one to the consumer and one back. Waiting for it saves a datagram
   * with only an acknowledgement for each message in each direction.
   */
  private static final int TURNS_BEFORE_ACKNOWLEDGEMENT = 2;

  private final DatagramRouter router;
  private final ConnectionTag tag;
  private final ChannelHandler serverCodec;
  private final InitialLimit initials = new InitialLimit();
  private final List<CoordinatorAttempt> attempts = new ArrayList<>();
  private final TailLossProbes tailLossProbes = new TailLossProbes();
  private ChannelHandlerContext serverContext;
  private boolean readCompletes;

  Demux(DatagramRouter router, ConnectionTag tag, ChannelHandler serverCodec) {
    this.router = router;
    this.tag = tag;
    this.serverCodec = serverCodec;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    DatagramPacket datagram = (DatagramPacket) msg;
    attempts.forEach(attempt -> attempt.received(datagram));
    DatagramPacket packet = router.inbound(datagram);
    if (packet == null) {
      return;
    }
    tailLossProbes.received(packet);
    if (tag.matches(packet.content())) {
      toClientCodec(ctx).fireChannelRead(packet);
    } else if (initials.refuses(packet.content())) {
      packet.release();
    } else {
      ctx.fireChannelRead(packet);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Datagrams that the router sent during this read go out in one batch.
    ctx.flush();
    if (!readCompletes) {
      readCompletes = true;
      completeRead(ctx, TURNS_BEFORE_ACKNOWLEDGEMENT);
    }
  }

  private void completeRead(ChannelHandlerContext ctx, int turns) {
    if (turns > 0) {
      ctx.executor().execute(() -> completeRead(ctx, turns - 1));
      return;
    }
    readCompletes = false;
    if (!ctx.isRemoved()) {
      ctx.fireChannelReadComplete();
      toClientCodec(ctx).fireChannelReadComplete();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    tailLossProbes.sent((DatagramPacket) msg);
    DatagramPacket packet = router.outbound((DatagramPacket) msg);
    if (packet == null) {
      // A datagram without a path counts as lost: QUIC sends its content again when there is a path.
      promise.trySuccess();
    } else {
      attempts.forEach(attempt -> attempt.sent(packet, promise));
      ctx.write(packet, promise);
    }
  }

  /** Let this attempt observe the datagrams from and to its address. */
  void watch(CoordinatorAttempt attempt) {
    attempts.add(attempt);
  }

  void unwatch(CoordinatorAttempt attempt) {
    attempts.remove(attempt);
  }

  TailLossProbes tailLossProbes() {
    return tailLossProbes;
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

  /** @return the server codec's place in the pipeline: what it fires arrives at the client codec */
  private ChannelHandlerContext toClientCodec(ChannelHandlerContext ctx) {
    if (serverContext == null) {
      serverContext = ctx.pipeline().context(serverCodec);
    }
    return serverContext;
  }
}
