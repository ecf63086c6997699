package io.conec.impl.transport;

import io.conec.impl.util.Printable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicPathEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * A QUIC connection after its handshake, in either role. Confined to the event loop of the endpoint.
 */
public final class QuicConnection extends ChannelInboundHandlerAdapter {

  /** Reason phrases must fit into one packet with the rest of the close frame. */
  private static final int MAX_REASON_BYTES = 512;

  /** So little in a round trip are acknowledgements. */
  private static final int QUIET_BYTES = 4096;

  private static final long QUIET_NANOS = Duration.ofMillis(2).toNanos();

  /** A path that takes longer is not waited for: the other side will miss this one in time. */
  private static final long MAX_CLOSING_NANOS = Duration.ofSeconds(1).toNanos();

  private final QuicChannel channel;
  private final QuicStats stats;
  private final SendTurns turns;
  private final Consumer<QuicConnection> establishedHandler;
  private Consumer<QuicStream> streamHandler = stream -> { };
  private Consumer<QuicClose> closeHandler = close -> { };
  private Consumer<InetSocketAddress> migrationHandler = address -> { };
  private Consumer<InetSocketAddress> moved = address -> { };
  private Runnable acceptedHandler = () -> { };
  private volatile InetSocketAddress remoteAddress;
  private QuicClose close;
  private Throwable failure;

  QuicConnection(QuicChannel channel, Consumer<QuicConnection> establishedHandler) {
    this.channel = channel;
    this.stats = new QuicStats(channel);
    this.turns = new SendTurns(channel, new BulkLimit(stats::congestion, System::nanoTime), System::nanoTime);
    this.establishedHandler = establishedHandler;
  }

  /** Set the handler of the streams that the other side opens. */
  public void streamHandler(Consumer<QuicStream> handler) {
    streamHandler = handler;
  }

  /** Set the handler of the end of the connection. It is called once, immediately if the connection has ended. */
  public void closeHandler(Consumer<QuicClose> handler) {
    closeHandler = handler;
    if (close != null) {
      handler.accept(close);
    }
  }

  /** Set the handler of migrations: it is called each time another address of the other side was validated. */
  public void migrationHandler(Consumer<InetSocketAddress> handler) {
    migrationHandler = handler;
  }

  /** Set the handler that is called when the connection is accepted, or has ended. */
  void acceptedHandler(Runnable handler) {
    acceptedHandler = handler;
    channel.closeFuture().addListener(closed -> handler.run());
  }

  /** The other side is verified. The limits of {@link PendingLimits} no longer apply to it. */
  public void accepted() {
    acceptedHandler.run();
  }

  public boolean isOpen() {
    return close == null;
  }

  /**
   * @return the last validated address of the other side
   */
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** Repeat the last datagram from now on while nothing is received. */
  public void enableTailLossProbes() {
    ChannelHandlerContext socket = channel.parent().pipeline().context(Demux.class);
    TailLossProbes probes = ((Demux) socket.handler()).tailLossProbes();
    TailLossProbe probe = probes.add(socket, remoteAddress, stats::roundTripNanos);
    moved = address -> probes.move(probe, address);
    channel.closeFuture().addListener(closed -> probes.remove(probe));
  }

  /** One of the ids that the other side may write into its packets for this connection. */
  SocketAddress id() {
    return channel.localAddress();
  }

  /**
   * @return the certificate chain of the other side, its own first; empty when it presented none
   */
  public List<X509Certificate> peerCertificates() {
    try {
      Certificate[] chain = channel.sslEngine().getSession().getPeerCertificates();
      return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  /** The certificate that this side presented to a peer. */
  public X509Certificate localCertificate() {
    return channel.attr(QuicCodecFactory.PRESENTED).get().credentials().leaf();
  }

  /**
   * @return the idle time-out of the other side, zero for none
   */
  public Duration peerIdleTimeout() {
    return Duration.ofMillis(channel.peerTransportParameters().maxIdleTimeout());
  }

  /**
   * @return the length of the longest datagrams that the other side accepts
   */
  public int peerMaxDatagramSize() {
    return (int) Math.min(Integer.MAX_VALUE, channel.peerTransportParameters().maxUdpPayloadSize());
  }

  public QuicStats stats() {
    return stats;
  }

  /**
   * @return whether the other side allows one more stream now
   */
  public boolean canOpenStream() {
    return isOpen() && channel.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0;
  }

  /**
   * Open a stream; call {@link #canOpenStream()} before.
   *
   * @param handler called with the stream, or with the failure
   */
  public void openStream(BiConsumer<QuicStream, Throwable> handler) {
    channel.createStream(QuicStreamType.BIDIRECTIONAL, QuicCodecFactory.PAUSED).addListener(created -> {
      if (created.isSuccess()) {
        QuicStreamChannel stream = (QuicStreamChannel) created.getNow();
        handler.accept(new QuicStream(stream, turns), null);
      } else {
        handler.accept(null, created.cause());
      }
    });
  }

  /** Close with an application error code. A second call has no effect. */
  public void close(long code, String reason) {
    if (isOpen()) {
      ended(new QuicClose(QuicClose.Cause.LOCAL, code, reason), () -> sendClose((int) code, reason));
    }
  }

  /**
   * The same, but the other side was just asked for an answer, as with a ping. The packet that tells it of the end
   * needs room in the congestion window, and the codec sends it once, after what it had taken before. There is room
   * when something has come and little was sent since.
   *
   * @return completed when the close was sent
   */
  public Future<Void> closeWhenAnswered(long code, String reason) {
    Promise<Void> closeSent = Promise.promise();
    if (isOpen()) {
      ended(new QuicClose(QuicClose.Cause.LOCAL, code, reason),
        () -> awaitAnswer(stats.packetsReceived(), System.nanoTime() + MAX_CLOSING_NANOS, closeSent));
    } else {
      closeSent.complete();
    }
    return closeSent.future();
  }

  private void awaitAnswer(long received, long deadline, Promise<Void> closeSent) {
    long sent = stats.bytesSent();
    channel.eventLoop().schedule(() -> {
      boolean quiet = stats.packetsReceived() > received && stats.bytesSent() - sent <= QUIET_BYTES;
      if (channel.isOpen() && !quiet && System.nanoTime() - deadline < 0) {
        awaitAnswer(received, deadline, closeSent);
      } else {
        sendClose((int) close.code(), close.reason());
        closeSent.complete();
      }
    }, Math.min(stats.roundTripNanos() + QUIET_NANOS, MAX_CLOSING_NANOS), TimeUnit.NANOSECONDS);
  }

  /** From now on nothing is sent or read, and the listeners of streams only hear that these are over. */
  private void ended(QuicClose how, Runnable sendClose) {
    close = how;
    turns.stop();
    sendClose.run();
    closeHandler.accept(how);
  }

  private void sendClose(int code, String reason) {
    if (channel.isOpen()) {
      byte[] phrase = reason.getBytes(StandardCharsets.UTF_8);
      int length = Math.min(phrase.length, MAX_REASON_BYTES);
      channel.close(true, code, channel.alloc().directBuffer(Math.max(1, length)).writeBytes(phrase, 0, length));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    // The tail of the pipeline registers the stream; only then can it be passed on.
    ctx.fireChannelRead(msg);
    if (isOpen()) {
      streamHandler.accept(new QuicStream((QuicStreamChannel) msg, turns));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == SslHandshakeCompletionEvent.SUCCESS) {
      remoteAddress = (InetSocketAddress) channel.remoteSocketAddress();
      establishedHandler.accept(this);
    } else if (event instanceof QuicPathEvent.PeerMigrated migrated) {
      migrated(migrated.remote());
    } else if (event instanceof QuicConnectionCloseEvent closed && isOpen()) {
      QuicClose.Cause cause = closed.isApplicationClose() ? QuicClose.Cause.PEER : QuicClose.Cause.PEER_TRANSPORT;
      ended(new QuicClose(cause, closed.error(), reason(closed)), () -> sendClose(0, ""));
    }
  }

  /**
   * Netty 4.2.18 reports the port with its two bytes swapped. The sender of the datagram that validated the new path
   * has the right port. A datagram from elsewhere did not validate this path.
   */
  private void migrated(InetSocketAddress reported) {
    InetSocketAddress sender = (InetSocketAddress) channel.remoteSocketAddress();
    int swapped = Short.toUnsignedInt(Short.reverseBytes((short) reported.getPort()));
    boolean samePort = sender.getPort() == reported.getPort() || sender.getPort() == swapped;
    if (samePort && sender.getAddress().equals(reported.getAddress())) {
      remoteAddress = sender;
      moved.accept(sender);
      migrationHandler.accept(sender);
    }
  }

  /** Netty 4.2.18 represents an empty reason phrase as {@code null} and fails to copy it. */
  private static String reason(QuicConnectionCloseEvent closed) {
    try {
      return Printable.reason(new String(closed.reason(), StandardCharsets.UTF_8));
    } catch (NullPointerException e) {
      return "";
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (close == null) {
      close = channel.isTimedOut()
        ? new QuicClose(QuicClose.Cause.TIMEOUT, 0, "idle time-out")
        : new QuicClose(QuicClose.Cause.TRANSPORT, 0, failure == null ? "the socket was closed" : failure.toString());
      closeHandler.accept(close);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failure = cause;
  }
}
