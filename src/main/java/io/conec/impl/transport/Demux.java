package io.conec.impl.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;

/**
 * First in the pipeline of the socket: routes each datagram, then gives it to the codec of the right role.
 * <p>
 * The client codec is last in the pipeline because connecting travels from the tail and the server codec refuses it,
 * so a packet for it has to be handed past the server codec.
 */
final class Demux extends ChannelDuplexHandler {

  private final DatagramRouter router;
  private final ConnectionTag tag;
  private final ChannelHandler serverCodec;
  private ChannelHandlerContext serverContext;

  Demux(DatagramRouter router, ConnectionTag tag, ChannelHandler serverCodec) {
    this.router = router;
    this.tag = tag;
    this.serverCodec = serverCodec;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    DatagramPacket packet = router.inbound((DatagramPacket) msg);
    if (packet == null) {
      return;
    }
    if (tag.matches(packet.content())) {
      serverContext(ctx).fireChannelRead(packet);
    } else {
      ctx.fireChannelRead(packet);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    serverContext(ctx).fireChannelReadComplete();
    // What the router itself sent during this read goes out in one batch.
    ctx.flush();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    DatagramPacket packet = router.outbound((DatagramPacket) msg);
    if (packet == null) {
      // A datagram without a way is a lost datagram: QUIC sends its content again when there is one.
      promise.trySuccess();
    } else {
      ctx.write(packet, promise);
    }
  }

  private ChannelHandlerContext serverContext(ChannelHandlerContext ctx) {
    if (serverContext == null) {
      serverContext = ctx.pipeline().context(serverCodec);
    }
    return serverContext;
  }
}
