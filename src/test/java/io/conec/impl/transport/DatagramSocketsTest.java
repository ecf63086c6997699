package io.conec.impl.transport;

import io.conec.ConecError;
import io.conec.ConecException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Each kind of event loop takes only sockets of its own kind: Netty refuses to register any other.
 */
class DatagramSocketsTest {

  private static void onLoop(IoHandlerFactory handler, Consumer<EventLoopGroup> check) {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, handler);
    try {
      check.accept(group);
    } finally {
      group.shutdownGracefully().syncUninterruptibly();
    }
  }

  private static void assertSocket(Class<? extends DatagramChannel> type, IoHandlerFactory handler) {
    onLoop(handler, group -> {
      DatagramChannel socket = DatagramSockets.of(group.next()).newChannel();
      assertEquals(type, socket.getClass());
      group.register(socket).syncUninterruptibly();
      socket.bind(new InetSocketAddress("127.0.0.1", 0)).syncUninterruptibly();
      assertNotEquals(0, socket.localAddress().getPort());
      socket.close().syncUninterruptibly();
    });
  }

  @Test
  void eventLoopsOfNioHaveTheirSockets() {
    assertSocket(NioDatagramChannel.class, NioIoHandler.newFactory());
  }

  @Test
  void eventLoopsOfEpollHaveTheirSockets() {
    assumeTrue(Epoll.isAvailable(), "this system has no epoll");
    assertSocket(EpollDatagramChannel.class, EpollIoHandler.newFactory());
  }

  @Test
  void aTransportWithoutUdpIsAnErrorThatSaysSo() {
    onLoop(LocalIoHandler.newFactory(), group -> {
      ConecException failure = assertThrows(ConecException.class, () -> DatagramSockets.of(group.next()));
      assertEquals(ConecError.CONFIGURATION, failure.error());
      assertTrue(failure.getMessage().contains("use another transport"), failure.getMessage());
    });
  }
}
