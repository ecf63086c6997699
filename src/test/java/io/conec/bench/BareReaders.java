package io.conec.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * As many connections with one stream each as a broadcast has readers.
 */
final class BareReaders implements LongSupplier {

  private final LongAdder bytes = new LongAdder();

  BareReaders(BareQuic quic, int port) throws Exception {
    for (int i = 0; i < FanOut.READERS; i++) {
      QuicStreamChannel stream =
        quic.connect(port).createStream(QuicStreamType.BIDIRECTIONAL, new Reader()).sync().getNow();
      // The other side sees a stream when something comes.
      stream.writeAndFlush(stream.alloc().directBuffer(1).writeByte(0)).sync();
    }
  }

  @Override
  public long getAsLong() {
    return bytes.sum() / FanOut.FRAME_LENGTH;
  }

  private final class Reader extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf received = (ByteBuf) msg;
      bytes.add(received.readableBytes());
      received.release();
    }
  }
}
