package io.conec;

import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;

/**
 * A channel: a mutually authenticated QUIC connection between two peers, encrypted end to end. It carries any number of
 * {@linkplain ConecStream data streams}.
 * <p>
 * The datagrams of a channel travel on a {@linkplain #path() path}. The Coordinator may forward them, but cannot read
 * them. Before a channel is handed out, each end has checked that the certificate of the other is the one that the
 * Coordinator introduced for its id. Handlers run on the context of the client.
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
   * @return the path that the datagrams of this side take now
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  ChannelPath path();

  /**
   * @return the policy of this channel: the stricter one of its two ends
   */
  @CacheReturn
  PathPolicy pathPolicy();

  /**
   * Set a handler that is called with the new path each time this side has changed it. A change does not disturb
   * streams: no message is lost, repeated or reordered. The handler is not called for earlier changes: call
   * {@link #path()} after setting it.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Fluent
  ConecChannel pathHandler(@Nullable Handler<ChannelPath> handler);

  /**
   * @return how much the paths of this channel have carried until now
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  PathStatistics pathStatistics();

  /**
   * Measure the round-trip time to the peer on the current path. The ping uses the control stream, so data streams do
   * not delay it.
   *
   * @return a future completed with nanoseconds; it fails with {@link ConecError#TIMEOUT} after
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
   * The call fails with {@link ConecError#STREAM_ID_IN_USE} when this side has an open stream with the given id,
   * {@link ConecError#STREAM_REFUSED} when the peer has no handler for the protocol, {@link ConecError#LIMIT_EXCEEDED}
   * when the peer allows no more streams ({@link ClientOptions#setMaxStreamsPerChannel(int)} there), {@link
   * ConecError#TIMEOUT} when the peer does not answer within {@link ClientOptions#getOpenTimeout()}, or the {@linkplain
   * #closeReason() reason} for which the channel has closed.
   *
   * @param options id, protocol and limits of the stream
   * @return a future completed with the stream when the peer has accepted it
   */
  Future<ConecStream> openStream(StreamOptions options);

  /**
   * Set a handler for streams that the peer opens on this channel with an empty protocol name. It takes precedence over
   * {@link ConecClient#streamHandler(Handler)}, and is called before any message of the stream is read.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecChannel streamHandler(@Nullable Handler<ConecStream> handler);

  /**
   * @return {@code true} when the channel is closed
   */
  boolean isClosed();

  /**
   * @return why the channel has closed: a {@link ConecException} with {@link ConecError#CLOSED} when this side closed
   * it, with {@link ConecError#CHANNEL_CLOSED} when the peer did, or with another error; {@code null} while it is open
   */
  @Nullable
  Throwable closeReason();

  /**
   * Set a handler that is called once when the channel has closed, for whatever reason. It is called immediately when
   * the channel is closed already.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecChannel closeHandler(@Nullable Handler<Void> handler);

  /**
   * Close the channel and all its streams immediately. Messages that {@link ConecStream#end()} has not confirmed may be
   * lost. {@link ConecClient#openChannel(String)} opens another channel to the same peer.
   *
   * @return a future completed when the channel is closed
   */
  Future<Void> close();
}
