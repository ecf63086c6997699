package io.conec.test.raw;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.InsecureQuicTokenHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;

import javax.net.ssl.KeyManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertNotNull;

/** A UDP socket on loopback that opens and accepts QUIC connections, direct ones and relayed ones. */
public final class RawSocket implements AutoCloseable {

  public static final int DEADLINE_SECONDS = 8;

  private static final EventLoopGroup LOOP =
    new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("raw", true), NioIoHandler.newFactory());

  private volatile QuicSslContext clientTls;
  private volatile QuicSslContext serverTls;
  private final RawRelay relay = new RawRelay();
  private final Map<String, byte[]> secrets = new ConcurrentHashMap<>();
  private final BlockingQueue<RawConnection> accepted = new LinkedBlockingQueue<>();
  private final Channel channel;

  public RawSocket(RawIdentity identity) {
    this(identity, 1024 * 1024, 30_000);
  }

  /**
   * @param streamWindow bytes that the other side may send on a stream before it is read
   */
  public RawSocket(RawIdentity identity, int streamWindow, long idleMillis) {
    present(identity);
    channel = new Bootstrap().group(LOOP).channel(NioDatagramChannel.class).handler(new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel socket) {
        socket.pipeline().addLast(relay)
          .addLast("server", parameters(new QuicServerCodecBuilder(), streamWindow, idleMillis)
            .sslEngineProvider(quic -> serverTls.newEngine(quic.alloc()))
            .tokenHandler(InsecureQuicTokenHandler.INSTANCE)
            .streamHandler(new RawConnection.StreamInitializer())
            .handler(acceptedInitializer()).build())
          .addLast(parameters(new QuicClientCodecBuilder(), streamWindow, idleMillis)
            .sslEngineProvider(quic -> clientTls.newEngine(quic.alloc())).build());
      }
    }).bind(InetAddress.getLoopbackAddress(), 0).syncUninterruptibly().channel();
  }

  /** Show another identity in the connections to come. */
  public void present(RawIdentity identity) {
    present(identity, "conec/1");
  }

  /** The same to those who want to speak this protocol. */
  public void present(RawIdentity identity, String protocol) {
    KeyManagerFactory keyManagers = identity.keyManagers();
    clientTls = QuicSslContextBuilder.forClient().keyManager(keyManagers, null)
      .trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null)
      .keylog((engine, line) -> secrets.put(line.split(" ")[0], HexFormat.of().parseHex(line.split(" ")[2])))
      .applicationProtocols(protocol).build();
    serverTls = QuicSslContextBuilder.forServer(keyManagers, null)
      .trustManager(InsecureTrustManagerFactory.INSTANCE).clientAuth(ClientAuth.REQUIRE)
      .applicationProtocols(protocol).build();
  }

  /** Show whatever chain the key managers have in the connections to come. */
  public void present(KeyManagerFactory keyManagers) {
    clientTls = QuicSslContextBuilder.forClient().keyManager(keyManagers, null)
      .trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null)
      .applicationProtocols("conec/1").build();
    serverTls = QuicSslContextBuilder.forServer(keyManagers, null)
      .trustManager(InsecureTrustManagerFactory.INSTANCE).clientAuth(ClientAuth.REQUIRE)
      .applicationProtocols("conec/1").build();
  }

  /** Show no certificate in the connections to come that this opens. */
  public void presentNothing() {
    clientTls = QuicSslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE)
      .endpointIdentificationAlgorithm(null).applicationProtocols("conec/1").build();
  }

  private static <B extends QuicCodecBuilder<B>> B parameters(B builder, int streamWindow, long idleMillis) {
    return builder.maxIdleTimeout(idleMillis, TimeUnit.MILLISECONDS).initialMaxData(16 * 1024 * 1024)
      .initialMaxStreamDataBidirectionalLocal(streamWindow).initialMaxStreamDataBidirectionalRemote(streamWindow)
      .initialMaxStreamsBidirectional(100).maxSendUdpPayloadSize(1300).maxRecvUdpPayloadSize(1500);
  }

  private ChannelInitializer<QuicChannel> acceptedInitializer() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(QuicChannel quic) {
        RawConnection connection = new RawConnection(quic);
        quic.pipeline().addLast(connection);
        accepted.add(connection);
      }

      @Override
      public boolean isSharable() {
        return true;
      }
    };
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** To read the packets of the connection that this has opened last: of its own, or those of the other side. */
  public RawPackets packets(boolean own) {
    return new RawPackets(secrets.get(own ? "CLIENT_TRAFFIC_SECRET_0" : "SERVER_TRAFFIC_SECRET_0"));
  }

  public RawRelay relay() {
    return relay;
  }

  /** Waits for the handshake, or for its failure. */
  public RawConnection connect(InetSocketAddress address) {
    RawConnection connection = connectInBackground(address);
    connection.awaitHandshake();
    return connection;
  }

  public RawConnection connectInBackground(InetSocketAddress address) {
    CompletableFuture<RawConnection> connection = new CompletableFuture<>();
    QuicChannel.newBootstrap(channel)
      .streamHandler(new RawConnection.StreamInitializer())
      .handler(new ChannelInitializer<QuicChannel>() {
        @Override
        protected void initChannel(QuicChannel quic) {
          RawConnection raw = new RawConnection(quic);
          quic.pipeline().addLast(raw);
          connection.complete(raw);
        }
      })
      .remoteAddress(address).connect();
    return connection.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** The next connection that somebody else opens. */
  public RawConnection accept() {
    RawConnection connection = pollConnection(DEADLINE_SECONDS * 1000);
    assertNotNull(connection, "nobody connected");
    return connection;
  }

  public RawConnection pollConnection(long millis) {
    try {
      return accepted.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Send a datagram past the codecs. */
  public void sendDatagram(byte[] bytes, InetSocketAddress to) {
    relay.sendPlain(new DatagramPacket(Unpooled.copiedBuffer(bytes), to));
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
