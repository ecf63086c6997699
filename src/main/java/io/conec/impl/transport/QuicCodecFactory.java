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
 * The QUIC transport parameters, the same in both roles.
 */
final class QuicCodecFactory {

  /** Set on every connection that is opened: makes its TLS engine. */
  static final AttributeKey<Function<QuicChannel, QuicSslEngine>> ENGINE = AttributeKey.valueOf("conec.engine");

  /** Set on every connection that peers open or are opened to: what this end shows there. */
  static final AttributeKey<TlsIdentity> SHOWN = AttributeKey.valueOf("conec.shown");

  /** Nothing is read from a stream before somebody listens to it. */
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
   * First window of a stream: what a path of 100 ms at 80 Mbit/s has under way; quiche lets it grow up to 16 MiB while
   * the reader keeps up.
   */
  private static final long STREAM_WINDOW = 1024 * 1024;

  /**
   * A window of the connection that is never used up: readers that pause must not stop the control stream or other
   * streams, so memory is bounded by the windows of the streams and their number alone.
   */
  private static final long CONNECTION_WINDOW = 1L << 50;

  /** What a buffer for one datagram holds at least: a peer with a larger setting than ours still gets through. */
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
   * @return the length of the longest QUIC datagram that others may send
   */
  static int maxReceived(EndpointOptions options) {
    return receiveBufferSize(options) - RelayHeader.LENGTH;
  }

  static ChannelHandler server(EndpointOptions options, QuicSettings rules, ShownIdentity shown,
                               DatagramRouter router, ConnectionIds ids, PendingConnections pending,
                               Consumer<QuicConnection> incoming) {
    return parameters(new QuicServerCodecBuilder(), options, rules)
      .sslEngineProvider(channel -> {
        TlsIdentity identity = shown.to((InetSocketAddress) channel.remoteSocketAddress());
        channel.attr(SHOWN).set(identity);
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
      .tokenHandler(new InitialFilter(rules.retry(), pending))
      .build();
  }

  static ChannelHandler client(EndpointOptions options, QuicSettings rules) {
    return parameters(new QuicClientCodecBuilder(), options, rules)
      .sslEngineProvider(channel -> channel.attr(ENGINE).get().apply(channel))
      .build();
  }

  private static <B extends QuicCodecBuilder<B>> B parameters(B builder, EndpointOptions options,
                                                                  QuicSettings rules) {
    return builder
      .maxIdleTimeout(rules.idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
      .maxSendUdpPayloadSize(options.getMaxDatagramSize())
      .discoverPmtu(true)
      .maxRecvUdpPayloadSize(maxReceived(options))
      .initialMaxData(CONNECTION_WINDOW)
      .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
      .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
      .initialMaxStreamsBidirectional(rules.maxStreams() + 1L)
      // It has under way what the path takes in two of its shortest round trips. CUBIC, quiche's default, fills every
      // queue until packets are lost, megabytes on loopback, and takes every loss for a full queue.
      .congestionControlAlgorithm(QuicCongestionControlAlgorithm.BBR)
      .activeMigration(true);
  }
}
