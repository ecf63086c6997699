package io.conec.bench;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What a relay costs at least: sends what comes from the one on to the other, and looks at nothing.
 */
final class BareForwarder extends ChannelInboundHandlerAdapter {

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final InetSocketAddress server;
  private final long interruptionNanos;
  private InetSocketAddress client;

  BareForwarder(int serverPort) {
    this(serverPort, Duration.ZERO);
  }

  /**
   * @param interruption how long it forwards nothing in each second
   */
  BareForwarder(int serverPort, Duration interruption) {
    server = new InetSocketAddress("127.0.0.1", serverPort);
    interruptionNanos = interruption.toNanos();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    DatagramPacket packet = (DatagramPacket) msg;
    if (Math.floorMod(System.nanoTime(), NANOS_PER_SECOND) < interruptionNanos) {
      packet.release();
      return;
    }
    boolean fromServer = packet.sender().equals(server);
    if (!fromServer) {
      client = packet.sender();
    }
    ctx.write(new DatagramPacket(packet.content(), fromServer ? client : server), ctx.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }
}
