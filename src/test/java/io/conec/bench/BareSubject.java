package io.conec.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A stream of {@link BareQuic}.
 */
final class BareSubject implements Subject {

  private final QuicChannel connection;

  BareSubject(QuicChannel connection) {
    this.connection = connection;
  }

  @Override
  public CompletableFuture<long[]> roundTrips(int count) {
    Pinger pinger = new Pinger(count);
    open(pinger, Request.ECHO, pinger.trips.result());
    return pinger.trips.result().whenComplete((nanos, failure) -> pinger.stream.shutdownOutput());
  }

  @Override
  public CompletableFuture<Double> throughput(Duration duration) {
    Receiver receiver = new Receiver();
    open(receiver, new Request(duration), receiver.flow.result());
    return receiver.flow.result();
  }

  private void open(ChannelHandler handler, Request request, CompletableFuture<?> result) {
    connection.createStream(QuicStreamType.BIDIRECTIONAL, handler).addListener(opened -> {
      if (opened.isSuccess()) {
        QuicStreamChannel stream = (QuicStreamChannel) opened.getNow();
        stream.write(stream.alloc().directBuffer(Request.length()).writeLong(request.millis()));
        stream.pipeline().fireUserEventTriggered(request);
      } else {
        result.completeExceptionally(opened.cause());
      }
    });
  }

  private static final class Pinger extends ChannelInboundHandlerAdapter {

    private final RoundTrips trips;
    private QuicStreamChannel stream;
    private int received;

    Pinger(int count) {
      trips = new RoundTrips(count, this::ping);
    }

    private void ping() {
      stream.writeAndFlush(stream.alloc().directBuffer(PING_SIZE).writeZero(PING_SIZE));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof Request) {
        stream = (QuicStreamChannel) ctx.channel();
        trips.send();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf bytes = (ByteBuf) msg;
      received += bytes.readableBytes();
      bytes.release();
      if (received == PING_SIZE) {
        received = 0;
        trips.answered();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      trips.failed(cause);
    }
  }

  private static final class Receiver extends ChannelInboundHandlerAdapter {

    private final Flow flow = new Flow();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf bytes = (ByteBuf) msg;
      flow.received(bytes.readableBytes());
      bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == ChannelInputShutdownReadComplete.INSTANCE) {
        flow.ended();
        ((QuicStreamChannel) ctx.channel()).shutdownOutput();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      flow.failed(cause);
    }
  }
}
