package io.conec.test.raw;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.codec.quic.QuicTransportParameters;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static io.conec.test.raw.RawSocket.DEADLINE_SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A QUIC connection, in either role. */
public final class RawConnection extends ChannelInboundHandlerAdapter {

  /** How it ended: {@code application} is {@code false} for an error of QUIC, TLS or the idle time-out. */
  public record Close(boolean application, long code, String reason) {
  }

  private final QuicChannel channel;
  private final CompletableFuture<Void> established = new CompletableFuture<>();
  private final CompletableFuture<Close> closed = new CompletableFuture<>();
  private final BlockingQueue<RawStream> incoming = new LinkedBlockingQueue<>();

  RawConnection(QuicChannel channel) {
    this.channel = channel;
  }

  /** Puts a {@link RawStream} on a stream that either side opens. */
  static final class StreamInitializer extends ChannelInitializer<QuicStreamChannel> {
    @Override
    protected void initChannel(QuicStreamChannel stream) {
      RawStream raw = new RawStream(stream);
      stream.pipeline().addLast(raw);
      if (!stream.isLocalCreated()) {
        stream.parent().pipeline().get(RawConnection.class).incoming.add(raw);
      }
    }

    @Override
    public boolean isSharable() {
      return true;
    }
  }

  /** Waits for the handshake, or for its failure. */
  void awaitHandshake() {
    get(CompletableFuture.anyOf(established.handle((done, failure) -> true), closed));
  }

  public RawConnection awaitEstablished() {
    get(established);
    return this;
  }

  public InetSocketAddress remoteAddress() {
    return (InetSocketAddress) channel.remoteSocketAddress();
  }

  public RawStream openStream() {
    Future<QuicStreamChannel> created =
      channel.createStream(QuicStreamType.BIDIRECTIONAL, new StreamInitializer()).awaitUninterruptibly();
    assertTrue(created.isSuccess(), () -> "no stream: " + created.cause());
    return created.getNow().pipeline().get(RawStream.class);
  }

  /** Open streams and write to each, as far as the other side allows it. */
  public void openStreams(int count, byte[] bytes) {
    for (int i = 0; i < count; i++) {
      channel.createStream(QuicStreamType.BIDIRECTIONAL, new StreamInitializer()).addListener(created -> {
        if (created.isSuccess()) {
          ((QuicStreamChannel) created.getNow()).pipeline().get(RawStream.class).write(bytes);
        }
      });
    }
  }

  /** What the other side says of itself in the handshake. */
  public QuicTransportParameters peerParameters() {
    return channel.peerTransportParameters();
  }

  /** @return how many more streams the other side allows */
  public long allowedStreams() {
    return channel.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL);
  }

  /** The next stream that the other side opens. */
  public RawStream acceptStream() {
    RawStream stream = pollStream(DEADLINE_SECONDS * 1000);
    assertNotNull(stream, "no stream was opened");
    return stream;
  }

  public RawStream pollStream(long millis) {
    try {
      return incoming.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the other side closes. */
  public Close awaitClose() {
    return get(closed);
  }

  /** The other side closes with this code of the application. */
  public Close expectClose(long code) {
    Close close = awaitClose();
    assertTrue(close.application, () -> "not closed by the application: " + close);
    assertEquals(code, close.code, close::toString);
    return close;
  }

  public boolean isOpen() {
    return !closed.isDone();
  }

  public void close(int code, String reason) {
    channel.close(true, code, Unpooled.copiedBuffer(reason, StandardCharsets.UTF_8)).awaitUninterruptibly();
  }

  /** Close with an error code of QUIC, as a broken transport does. */
  public void closeTransport(int code) {
    channel.close(false, code, Unpooled.EMPTY_BUFFER).awaitUninterruptibly();
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("not within " + DEADLINE_SECONDS + " s", e);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == SslHandshakeCompletionEvent.SUCCESS) {
      established.complete(null);
    } else if (event instanceof QuicConnectionCloseEvent close) {
      closed.complete(new Close(close.isApplicationClose(), close.error(), reason(close)));
      ctx.close();
    }
  }

  /** Netty 4.2.18 has {@code null} for an empty reason phrase and fails to copy it. */
  private static String reason(QuicConnectionCloseEvent close) {
    try {
      return new String(close.reason(), StandardCharsets.UTF_8);
    } catch (NullPointerException e) {
      return "";
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Close close = new Close(false, -1, channel.isTimedOut() ? "idle time-out" : "closed");
    established.completeExceptionally(new IllegalStateException(close.toString()));
    closed.complete(close);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    established.completeExceptionally(cause);
  }
}
