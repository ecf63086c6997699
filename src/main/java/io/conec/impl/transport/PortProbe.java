package io.conec.impl.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;

import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * Finds out whether nothing listens on a UDP port, or no route leads there. The system reports this only to connected
 * sockets, and the socket of an endpoint is not connected. So this is a connected socket that sends a single byte,
 * which a Coordinator drops.
 */
final class PortProbe extends ChannelInboundHandlerAdapter {

  /** Neither a QUIC packet nor a header of this protocol begins with this byte. */
  private static final int NOTHING = 0;

  private final Consumer<Throwable> unreachable;
  private DatagramChannel socket;

  PortProbe(Consumer<Throwable> unreachable) {
    this.unreachable = unreachable;
  }

  void start(EventLoop eventLoop, DatagramChannel socket, InetSocketAddress local, InetSocketAddress remote) {
    this.socket = socket;
    socket.pipeline().addLast(this);
    eventLoop.register(socket);
    socket.connect(remote, local.getAddress().isAnyLocalAddress() ? null : new InetSocketAddress(local.getAddress(), 0))
      .addListener(connected -> {
        if (connected.isSuccess()) {
          socket.writeAndFlush(socket.alloc().directBuffer(1).writeByte(NOTHING), socket.voidPromise());
        } else {
          unreachable(connected.cause());
        }
      });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    unreachable(cause);
  }

  private void unreachable(Throwable cause) {
    end();
    unreachable.accept(cause);
  }

  void end() {
    if (socket != null) {
      socket.close();
    }
  }
}
