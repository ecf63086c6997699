package io.conec.impl.transport;

import io.conec.EndpointOptions;
import io.conec.impl.wire.RelayHeader;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.AttributeKey;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes the QUIC codecs, with the same transport parameters in both roles.
 */
final class QuicCodecFactory {

  /** Set on every outgoing connection: makes its TLS engine. */
  static final AttributeKey<Function<QuicChannel, QuicSslEngine>> ENGINE = AttributeKey.valueOf("conec.engine");

  /** Set on every connection with a peer, in both roles: the certificate that this end presents. */
  static final AttributeKey<TlsIdentity> PRESENTED = AttributeKey.valueOf("conec.presented");

  /** Nothing is read from a stream before it has a listener. */
  static final ChannelHandler PAUSED = new ChannelInitializer<QuicStreamChannel>() {
    @Override
    protected void initChannel(QuicStreamChannel stream) {
      stream.config().setAutoRead(false);
    }

    @Override
    public boolean isSharable() {
      return true;
    }
  };

  /**
   * The initial flow-control window of a stream: the bandwidth-delay product of 100 ms at 80 Mbit/s. quiche lets it
   * grow up to 16 MiB while the reader keeps up.
   */
  private static final long STREAM_WINDOW = 1024 * 1024;

  /**
   * The flow-control window of the connection is never used up, because paused readers must not stop the control stream
   * or other streams. So the windows and the number of the streams alone bound memory.
   */
  private static final long CONNECTION_WINDOW = 1L << 50;

  /** The least size of a buffer for one datagram, so that a peer with a larger setting than this end's works, too. */
  private static final int MIN_RECEIVE_BUFFER = 2048;

  private QuicCodecFactory() {
  }

  static RecvByteBufAllocator receiveBuffers(EndpointOptions options) {
    return new FixedRecvByteBufAllocator(receiveBufferSize(options)).maxMessagesPerRead(UdpEndpoint.DATAGRAMS_PER_READ);
  }

  private static int receiveBufferSize(EndpointOptions options) {
    return Math.max(MIN_RECEIVE_BUFFER, options.getMaxDatagramSize() + RelayHeader.LENGTH);
  }

  /**
   * @return the length of the longest QUIC datagrams that this socket accepts
   */
  static int maxReceived(EndpointOptions options) {
    return receiveBufferSize(options) - RelayHeader.LENGTH;
  }

  static ChannelHandler server(EndpointOptions options, QuicSettings settings, PresentedIdentity presented,
                               DatagramRouter router, ConnectionIds ids, PendingConnections pending,
                               Consumer<QuicConnection> incoming) {
    return parameters(new QuicServerCodecBuilder(), options, settings)
      .sslEngineProvider(channel -> {
        TlsIdentity identity = presented.to((InetSocketAddress) channel.remoteSocketAddress());
        channel.attr(PRESENTED).set(identity);
        return identity.acceptor().newEngine(channel.alloc());
      })
      .streamHandler(PAUSED)
      .handler(new ChannelInitializer<QuicChannel>() {
        @Override
        protected void initChannel(QuicChannel channel) {
          if (router.admits((InetSocketAddress) channel.remoteSocketAddress())) {
            QuicConnection connection = new QuicConnection(channel, established -> {
              pending.established(established);
              incoming.accept(established);
            });
            channel.pipeline().addLast(connection);
            pending.add(connection, channel.eventLoop());
            connection.acceptedHandler(() -> pending.remove(connection));
          } else {
            channel.close();
          }
        }
      })
      .connectionIdAddressGenerator(ids)
      .tokenHandler(new InitialFilter(settings.retry(), pending))
      .build();
  }

  static ChannelHandler client(EndpointOptions options, QuicSettings settings) {
    return parameters(new QuicClientCodecBuilder(), options, settings)
      .sslEngineProvider(channel -> channel.attr(ENGINE).get().apply(channel))
      .build();
  }

  private static <B extends QuicCodecBuilder<B>> B parameters(B builder, EndpointOptions options,
                                                                  QuicSettings settings) {
    return builder
      .maxIdleTimeout(settings.idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
      .maxSendUdpPayloadSize(options.getMaxDatagramSize())
      .discoverPmtu(true)
      .maxRecvUdpPayloadSize(maxReceived(options))
      .initialMaxData(CONNECTION_WINDOW)
      .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
      .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
      .initialMaxStreamsBidirectional(settings.maxStreams() + 1L)
      // BBR keeps two minimum round trips' worth in flight. CUBIC, quiche's default, fills every queue until packets
      // are lost, megabytes on loopback, and treats every loss as a full queue.
      .congestionControlAlgorithm(QuicCongestionControlAlgorithm.BBR)
      .activeMigration(true);
  }
}
