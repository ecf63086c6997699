package io.conec.impl.transport;

import io.conec.ConecError;
import io.conec.ConecException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandler;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.socket.DatagramChannel;

import java.util.Map;

/**
 * Makes UDP sockets for an event loop. Netty has a class of them for each kind of event loop, and not every version of
 * Vert.x says which one that is. The jars of most kinds are optional, hence the names.
 */
final class DatagramSockets {

  /** The I/O handler of each kind of event loop, and the sockets that go with it. */
  private static final Map<String, String> KINDS = Map.of(
    "io.netty.channel.nio.NioIoHandler", "io.netty.channel.socket.nio.NioDatagramChannel",
    "io.netty.channel.epoll.EpollIoHandler", "io.netty.channel.epoll.EpollDatagramChannel",
    "io.netty.channel.kqueue.KQueueIoHandler", "io.netty.channel.kqueue.KQueueDatagramChannel",
    "io.netty.channel.uring.IoUringIoHandler", "io.netty.channel.uring.IoUringDatagramChannel");

  private DatagramSockets() {
  }

  /**
   * @throws ConecException when Netty has no UDP sockets for this kind of event loop
   */
  static ChannelFactory<DatagramChannel> of(EventLoop eventLoop) {
    for (Map.Entry<String, String> kind : KINDS.entrySet()) {
      if (eventLoop instanceof IoEventLoop loop && hasHandler(loop, kind.getKey())) {
        return new ReflectiveChannelFactory<>(load(kind.getValue()).asSubclass(DatagramChannel.class));
      }
    }
    throw new ConecException(ConecError.CONFIGURATION, "the transport of this Vert.x instance has no UDP sockets that "
      + "are known here, its event loops are of " + eventLoop.getClass().getName() + ": use another transport");
  }

  private static boolean hasHandler(IoEventLoop loop, String handler) {
    Class<?> type = load(handler);
    return type != null && loop.isIoType(type.asSubclass(IoHandler.class));
  }

  /**
   * @return {@code null} when the jar with this class is not there
   */
  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, DatagramSockets.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
