package io.conec;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;

/**
 * A channel: one mutually authenticated QUIC connection between two peers, encrypted from end to end, that carries any
 * number of {@linkplain ConecStream data streams}.
 * <p>
 * The datagrams of a channel travel on a {@linkplain #path() path}; the Coordinator may forward them, it cannot read
 * them. Both ends have checked that the other's certificate is the one introduced for its id before a channel is handed
 * out. Handlers run on the context of the client.
 */
@VertxGen
public interface ConecChannel {

  /**
   * @return the id of the peer, proved by its certificate
   */
  @CacheReturn
  String peer();

  /**
   * @return the SHA-256 fingerprint of the peer's certificate, in lower-case hexadecimal
   */
  @CacheReturn
  String peerFingerprint();

  /**
   * @return {@code true} when the peer opened this channel
   */
  @CacheReturn
  boolean isIncoming();

  /**
   * @return the path that the datagrams take now
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  ChannelPath path();

  /**
   * @return which paths this channel may take: the stricter of what its two ends want
   */
  @CacheReturn
  PathPolicy pathPolicy();

  /**
   * Set a handler that is called each time this side has changed its path, with the new one. Streams are not disturbed
   * by that: nothing is lost, repeated or reordered. Changes before the handler is set are not told again: ask
   * {@link #path()} after setting it.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Fluent
  ConecChannel pathHandler(@Nullable Handler<ChannelPath> handler);

  /**
   * @return what the paths of this channel have carried until now
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  PathStatistics pathStatistics();

  /**
   * Measure the round-trip time to the peer on the current path, on the control stream, which payload never delays.
   *
   * @return a future completed with nanoseconds, failed with {@link ConecError#TIMEOUT} after
   * {@link ClientOptions#getOpenTimeout()}
   */
  Future<Long> ping();

  /**
   * Like {@link #openStream(StreamOptions)} with default options.
   *
   * @return a future completed with the open stream
   */
  default Future<ConecStream> openStream() {
    return openStream(new StreamOptions());
  }

  /**
   * Open a data stream to the peer.
   * <p>
   * Fails with {@link ConecError#STREAM_ID_IN_USE} when an open stream of this side has the id asked for,
   * {@link ConecError#STREAM_REFUSED} when the peer has no handler for such streams, {@link ConecError#LIMIT_EXCEEDED}
   * when the peer allows no more streams ({@link ClientOptions#setMaxStreams(int)} there), {@link ConecError#TIMEOUT}
   * when the peer does not answer in {@link ClientOptions#getOpenTimeout()}, or the reason for which the channel
   * closed.
   *
   * @param options id, protocol and limits of the stream
   * @return a future completed with the stream when the peer has accepted it
   */
  Future<ConecStream> openStream(StreamOptions options);

  /**
   * Set a handler for the streams that the peer opens on this channel with an empty protocol name; it takes precedence
   * over {@link ConecClient#streamHandler(Handler)}.
   *
   * @param handler the handler, called before any message of the stream is read
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecChannel streamHandler(@Nullable Handler<ConecStream> handler);

  /**
   * @return {@code true} when the channel is closed
   */
  boolean isClosed();

  /**
   * @return why the channel closed, a {@link ConecException} with {@link ConecError#CLOSED} when this side did it,
   * {@link ConecError#CHANNEL_CLOSED} when the peer did; {@code null} while it is open
   */
  @Nullable
  Throwable closeReason();

  /**
   * Set a handler that is called once, when the channel has closed for whatever reason; at once when it is closed.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecChannel closeHandler(@Nullable Handler<Void> handler);

  /**
   * Close the channel and all its streams at once. What was written and not confirmed by {@link ConecStream#end()} may
   * be lost. The channel can be opened again with {@link ConecClient#openChannel(String)}.
   *
   * @return a future completed when the channel is closed
   */
  Future<Void> close();
}
