package io.conec.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicStreamChannel;

import java.util.concurrent.TimeUnit;

/**
 * The far side of {@link BareSubject}: does what the first bytes of a stream request.
 */
final class BareServer extends ChannelInitializer<QuicStreamChannel> {

  @Override
  protected void initChannel(QuicStreamChannel stream) {
    stream.pipeline().addLast(new Requested());
  }

  private static final class Requested extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf bytes = (ByteBuf) msg;
      Request request = Request.fromMillis(bytes.readLong());
      ctx.pipeline().replace(this, null, request.isEcho() ? new Echo() : new Sender(request));
      if (bytes.isReadable()) {
        ctx.pipeline().fireChannelRead(bytes);
      } else {
        bytes.release();
      }
    }
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ctx.write(msg);
    }
  }

  /** Sends the same buffer again and again, so that only QUIC costs. */
  private static final class Sender extends ChannelInboundHandlerAdapter {

    private final Request request;
    private ByteBuf message;
    private long end;
    private boolean writing;

    Sender(Request request) {
      this.request = request;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      message = ctx.alloc().directBuffer(Subject.FLOW_MESSAGE_SIZE).writeZero(Subject.FLOW_MESSAGE_SIZE);
      end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(request.millis());
      ctx.executor().execute(() -> fill(ctx));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      fill(ctx);
    }

    private void fill(ChannelHandlerContext ctx) {
      if (writing || message == null) {
        return;
      }
      writing = true;
      while (ctx.channel().isWritable() && System.nanoTime() < end) {
        ctx.write(message.retainedDuplicate());
      }
      writing = false;
      if (System.nanoTime() >= end) {
        message.release();
        message = null;
        ((QuicStreamChannel) ctx.channel()).shutdownOutput();
      }
    }
  }
}
