package io.conec.bench;

import io.conec.ClientOptions;
import io.conec.EndpointOptions;
import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.SelfSigned;
import io.conec.impl.identity.SubjectNames;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The yardstick: one QUIC connection of the same codec, with the same sizes and windows as conec's, and nothing else.
 */
final class BareQuic {

  private static final String LOOPBACK = "127.0.0.1";
  private static final String PROTOCOL = "bench";

  /** The same as io.conec.impl.transport.QuicCodecFactory and UdpEndpoint. */
  private static final long STREAM_WINDOW = 1024 * 1024;
  private static final long CONNECTION_WINDOW = 16 * STREAM_WINDOW;
  private static final int SOCKET_BUFFER = 4 * 1024 * 1024;
  private static final int RECEIVE_BUFFER = 2048;
  private static final int DATAGRAMS_PER_READ = 64;
  private static final WriteBufferWaterMark QUEUE = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

  private static final ChannelHandler NOTHING = new ChannelInboundHandlerAdapter() {
    @Override
    public boolean isSharable() {
      return true;
    }
  };

  private final boolean epoll;
  private final EventLoopGroup loop;

  BareQuic(boolean epoll) {
    this(epoll, 1);
  }

  /**
   * @param loops event loops, that the connections made here share
   */
  BareQuic(boolean epoll, int loops) {
    this.epoll = epoll;
    this.loop = new MultiThreadIoEventLoopGroup(loops, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /**
   * @param streams handles the streams that the client opens
   * @return the port
   */
  int listen(ChannelHandler streams) throws Exception {
    Credentials credentials = SelfSigned.create(SubjectNames.hosts(List.of("localhost")), Duration.ofDays(1),
      Clock.systemUTC());
    return port(bind(parameters(new QuicServerCodecBuilder())
      .sslContext(QuicSslContextBuilder.forServer(credentials.key(), null, credentials.chainArray())
        .applicationProtocols(PROTOCOL).build())
      .handler(NOTHING)
      .streamHandler(streams)
      .build()));
  }

  QuicChannel connect(int port) throws Exception {
    Channel socket = bind(parameters(new QuicClientCodecBuilder())
      .sslContext(QuicSslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE)
        .endpointIdentificationAlgorithm(null)
        .applicationProtocols(PROTOCOL).build())
      .build());
    return QuicChannel.newBootstrap(socket)
      .handler(NOTHING)
      .streamHandler(NOTHING)
      .remoteAddress(new InetSocketAddress(LOOPBACK, port))
      .connect().get();
  }

  /**
   * @return a socket without QUIC
   */
  Channel bind(ChannelHandler handler) throws Exception {
    Class<? extends DatagramChannel> type = epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    return new Bootstrap().group(loop).channel(type)
      .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
      .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
      .option(ChannelOption.WRITE_BUFFER_WATER_MARK, QUEUE)
      .option(ChannelOption.RECVBUF_ALLOCATOR,
        new FixedRecvByteBufAllocator(RECEIVE_BUFFER).maxMessagesPerRead(DATAGRAMS_PER_READ))
      .handler(handler)
      .bind(LOOPBACK, 0).sync().channel();
  }

  static int port(Channel socket) {
    return ((InetSocketAddress) socket.localAddress()).getPort();
  }

  private static <B extends QuicCodecBuilder<B>> B parameters(B builder) {
    return builder
      .maxSendUdpPayloadSize(EndpointOptions.DEFAULT_MAX_DATAGRAM_SIZE)
      .maxRecvUdpPayloadSize(RECEIVE_BUFFER)
      .initialMaxData(CONNECTION_WINDOW)
      .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
      .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
      .initialMaxStreamsBidirectional(ClientOptions.DEFAULT_MAX_STREAMS_PER_CHANNEL);
  }
}
