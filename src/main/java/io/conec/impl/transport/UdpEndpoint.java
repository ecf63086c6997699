package io.conec.impl.transport;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.EndpointOptions;
import io.conec.impl.identity.Credentials;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One UDP socket that opens and accepts QUIC connections. Confined to the event loop of its context.
 */
public final class UdpEndpoint {

  /** Datagrams read in one go: enough to send acknowledgements and relayed datagrams in batches. */
  public static final int DATAGRAMS_PER_READ = 64;

  /** Bytes queued above the socket before QUIC pauses and the relay drops datagrams. */
  private static final WriteBufferWaterMark QUEUE = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

  private final DatagramChannel socket;
  private final Demux demux;
  private final ConnectionTag tag;
  private final ConnectionIds ids;
  private final PresentedIdentity presented;
  private final String keyLogFile;
  private final PendingConnections pending;
  private final int maxReceivedDatagram;
  private final ChannelFactory<DatagramChannel> sockets;

  private UdpEndpoint(DatagramChannel socket, Demux demux, ConnectionTag tag, ConnectionIds ids,
                      PresentedIdentity presented, String keyLogFile, PendingConnections pending,
                      int maxReceivedDatagram, ChannelFactory<DatagramChannel> sockets) {
    this.socket = socket;
    this.demux = demux;
    this.tag = tag;
    this.ids = ids;
    this.presented = presented;
    this.keyLogFile = keyLogFile;
    this.pending = pending;
    this.maxReceivedDatagram = maxReceivedDatagram;
    this.sockets = sockets;
  }

  /**
   * @param context     its event loop owns the endpoint, and the future completes on it
   * @param options     the address, limits and time-outs
   * @param credentials the certificate that this endpoint presents
   * @param settings       the settings that differ between clients and Coordinators
   * @param router      routes the datagrams
   * @param incoming    called with incoming connections after their handshake
   */
  public static Future<UdpEndpoint> bind(ContextInternal context, EndpointOptions options, Credentials credentials,
                                         QuicSettings settings, DatagramRouter router,
                                         Consumer<QuicConnection> incoming) {
    Promise<UdpEndpoint> promise = Promise.promise();
    // Resolving the host name may block, and so may reading files.
    context.executeBlocking(() -> {
      NativeLibrary.load();
      if (options.getKeyLogFile() != null) {
        KeyLog.prepare(options.getKeyLogFile());
      }
      return new InetSocketAddress(settings.local().host(), settings.local().port());
    })
      .onFailure(promise::tryFail)
      .onSuccess(local -> context.nettyEventLoop().execute(() -> {
        try {
          bind(context, options, local, credentials, settings, router, incoming, promise);
        } catch (LinkageError e) {
          promise.tryFail(NativeLibrary.failure(e));
        } catch (ConecException e) {
          promise.tryFail(e);
        } catch (RuntimeException e) {
          promise.tryFail(new ConecException(ConecError.INTERNAL, "QUIC cannot be set up: " + e, e));
        }
      }));
    return promise.future();
  }

  private static void bind(ContextInternal context, EndpointOptions options, InetSocketAddress local,
                           Credentials credentials, QuicSettings settings, DatagramRouter router,
                           Consumer<QuicConnection> incoming, Promise<UdpEndpoint> promise) {
    ConnectionTag tag = new ConnectionTag();
    ConnectionIds ids = new ConnectionIds();
    PresentedIdentity presented = new PresentedIdentity(TlsIdentity.of(credentials, options.getKeyLogFile()));
    PendingConnections pending = new PendingConnections(settings.pending(), System::nanoTime);
    ChannelHandler server = QuicCodecFactory.server(options, settings, presented, router, ids, pending, incoming);
    ChannelHandler client = QuicCodecFactory.client(options, settings);
    ChannelFactory<DatagramChannel> sockets = DatagramSockets.of(context.nettyEventLoop());
    DatagramChannel socket = sockets.newChannel();
    socket.config().setRecvByteBufAllocator(QuicCodecFactory.receiveBuffers(options));
    socket.config().setWriteBufferWaterMark(QUEUE);
    SocketBuffers.ask(socket);

    Demux demux = new Demux(router, tag, server);
    socket.pipeline().addLast(demux, server, client);
    context.nettyEventLoop().register(socket);
    socket.bind(local).addListener(bound -> {
      if (bound.isSuccess()) {
        SocketBuffers.check(socket, context.owner().isNativeTransportEnabled());
        promise.complete(new UdpEndpoint(socket, demux, tag, ids, presented, options.getKeyLogFile(), pending,
          QuicCodecFactory.maxReceived(options), sockets));
      } else {
        socket.close();
        promise.fail(BindFailures.of(settings.local(), local, bound.cause()));
      }
    });
  }

  public InetSocketAddress localAddress() {
    return socket.localAddress();
  }

  /**
   * Present another certificate on new connections.
   *
   * @param expecting the addresses of peers that are about to connect and expect the earlier certificate
   * @return ends the exception for these addresses
   */
  public Runnable present(Credentials credentials, Collection<InetSocketAddress> expecting) {
    return presented.replace(TlsIdentity.of(credentials, keyLogFile), expecting);
  }

  /**
   * @return the number of incoming connections that are not accepted yet; from any thread
   */
  public int pendingConnections() {
    return pending.count();
  }

  EventLoop eventLoop() {
    return socket.eventLoop();
  }

  public ByteBufAllocator allocator() {
    return socket.alloc();
  }

  /**
   * @return whether the socket accepts more datagrams without queueing
   */
  public boolean isWritable() {
    return socket.isWritable();
  }

  /**
   * Send a datagram that is not QUIC's own; it is sent by the next {@link #flush()} or at the end of the current read.
   */
  public void send(DatagramPacket packet) {
    ChannelHandlerContext first = socket.pipeline().firstContext();
    if (first == null) {
      // The socket is closed.
      packet.release();
    } else {
      first.write(packet, socket.voidPromise());
    }
  }

  public void flush() {
    ChannelHandlerContext first = socket.pipeline().firstContext();
    if (first != null) {
      first.flush();
    }
  }

  /**
   * @return whether a QUIC packet belongs to a connection that this socket has opened, not accepted
   */
  public boolean hasOpened(ByteBuf packet) {
    return tag.matches(packet);
  }

  /**
   * @return the length of the longest QUIC datagrams that this socket accepts
   */
  public int maxReceivedDatagram() {
    return maxReceivedDatagram;
  }

  /**
   * @return the number of the connection, the same for all its ids
   */
  public long connectionNumber(ByteBuf packet) {
    return ids.number(packet);
  }

  /**
   * @return the number of this connection
   */
  public long connectionNumber(QuicConnection connection) {
    return ids.number(connection.id());
  }

  /** Connect to a peer; its certificate is verified later. */
  public void connectPeer(InetSocketAddress address, String peer, Duration timeout,
                          Consumer<QuicConnection> established, Consumer<ConecException> failed) {
    TlsIdentity identity = presented.current();
    connect(address, timeout, channel -> {
      channel.attr(QuicCodecFactory.PRESENTED).set(identity);
      return identity.initiator().newEngine(channel.alloc());
    }, established,
      cause -> failed.accept(new ConecException(ConecError.TIMEOUT, "'" + peer + "' was introduced, but did not answer "
        + "within openTimeout: its process may hang, or it cannot be reached any more", cause, "openTimeout")));
  }

  /**
   * Connect to a Coordinator, whose certificate must be trusted and valid for the host.
   *
   * @param where       the address for messages to users
   * @param credentials the certificate for this Coordinator, which may not be presented to peers yet
   */
  public CoordinatorAttempt connectCoordinator(InetSocketAddress address, String host, String where,
                                               Credentials credentials, ServerTrust coordinators, Duration timeout,
                                               CoordinatorAttempt.Listener listener) {
    ServerTrust trust = coordinators.forAttempt();
    QuicSslContext tls = Tls.initiator(credentials, keyLogFile, trust);
    CoordinatorAttempt attempt = new CoordinatorAttempt(address, where, this, listener);
    // Start later, so that the caller has the attempt before its listener is called.
    eventLoop().execute(() -> {
      if (!attempt.isUnderWay()) {
        return;
      }
      demux.watch(attempt);
      attempt.probe().start(eventLoop(), sockets.newChannel(), localAddress(), address);
      connect(address, timeout, channel -> {
        attempt.connecting(channel);
        return tls.newEngine(channel.alloc(), host, address.getPort());
      }, connection -> {
        demux.unwatch(attempt);
        attempt.established(connection);
      }, cause -> {
        demux.unwatch(attempt);
        CertificateException untrusted = trust.takeFailure();
        attempt.failed(untrusted == null ? ConnectFailures.handshake(attempt, timeout, cause)
          : ConnectFailures.refused(where, host, trust.presented(), untrusted));
      });
    });
    return attempt;
  }

  private void connect(InetSocketAddress address, Duration timeout, Function<QuicChannel, QuicSslEngine> engine,
                       Consumer<QuicConnection> established, Consumer<Throwable> failed) {
    QuicChannel.newBootstrap(socket)
      .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, timeout.toMillis()))
      .attr(QuicCodecFactory.ENGINE, engine)
      .streamHandler(QuicCodecFactory.PAUSED)
      .handler(new ChannelInitializer<QuicChannel>() {
        @Override
        protected void initChannel(QuicChannel channel) {
          channel.pipeline().addLast(new QuicConnection(channel, established));
        }
      })
      .localConnectionAddress(new QuicConnectionAddress(tag.newId()))
      .remoteAddress(address)
      .connect()
      .addListener(connected -> {
        if (!connected.isSuccess()) {
          failed.accept(connected.cause());
        }
      });
  }

  /**
   * Close the socket and every connection on it.
   */
  public ChannelFuture close() {
    return socket.close();
  }
}
