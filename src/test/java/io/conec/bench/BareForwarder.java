package io.conec.bench;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

import java.net.InetSocketAddress;

/**
 * What a relay costs at least: sends what comes from the one on to the other, and looks at nothing.
 */
final class BareForwarder extends ChannelInboundHandlerAdapter {

  private final InetSocketAddress server;
  private InetSocketAddress client;

  BareForwarder(int serverPort) {
    server = new InetSocketAddress("127.0.0.1", serverPort);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    DatagramPacket packet = (DatagramPacket) msg;
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
