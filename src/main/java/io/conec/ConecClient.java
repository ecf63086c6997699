package io.conec;

import io.conec.impl.client.ClientImpl;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A peer: one UDP socket, one id, one connection to a Coordinator, and channels to other peers.
 * <p>
 * The client reconnects to a lost Coordinator by itself, with back-off, for as long as it is open. Relayed channels
 * continue when it is back within {@link EndpointOptions#getIdleTimeout()}, direct ones in any case. All handlers run
 * on the context that {@link #connect()} was called on; all methods can be called from any thread.
 */
@VertxGen
public interface ConecClient {

  /**
   * Create a client. Nothing is sent before {@link #connect()}.
   *
   * @param vertx   the Vert.x instance
   * @param options the options, copied; {@link ClientOptions#setId(String)} must be set
   * @return the client
   */
  static ConecClient create(Vertx vertx, ClientOptions options) {
    return new ClientImpl(vertx, options);
  }

  /**
   * @return the id of this client
   */
  @CacheReturn
  String id();

  /**
   * Bind the socket, connect to the Coordinator and register the id there.
   * <p>
   * It tries the addresses again and again, each 250 ms after the one before, until one works or
   * {@link ClientOptions#getConnectTimeout()} is over. Then it fails with {@link ConecError#COORDINATOR_UNREACHABLE},
   * and the message says what happened at each address. It fails before that when every address has failed and another
   * attempt cannot help: {@link ConecError#CERTIFICATE_UNTRUSTED} and {@link ConecError#CERTIFICATE_NAME_MISMATCH} when
   * the Coordinator's certificate is not trusted or is for another host, or the Coordinator does not accept that of
   * this client, {@link ConecError#CERTIFICATE_EXPIRED}, {@link ConecError#NAME_IN_USE},
   * {@link ConecError#VERSION_MISMATCH}, and {@link ConecError#INVALID_ID} when {@link ClientOptions#setId(String)} was
   * given no valid id.
   * <p>
   * With a {@link ClientOptions#setConnectTimeout connectTimeout} of 0 it tries until {@link #close()}: also while the
   * machine does not have the address {@link ClientOptions#setLocalAddress} yet, and with
   * {@link ConecError#CERTIFICATE_EXPIRED}, since the clock of a machine that has just started may be wrong. Why it is
   * not connected is logged as a warning, once for each reason.
   *
   * @return a future completed when the client is registered; failed with {@link ConecError#CLOSED} when the client is
   * closed before
   */
  Future<Void> connect();

  /**
   * @return {@code true} while the client is registered at a Coordinator
   */
  boolean isConnected();

  /**
   * Take another certificate, or trust others, without a restart.
   * <p>
   * Only {@link EndpointOptions#setKeyCertOptions}, {@link ClientOptions#setTrustOptions} and
   * {@link ClientOptions#setPeerTrustOptions} of the options count. What is not set stays as it is. The same options as
   * before let the files be read again; there is no need to do so, since files are watched.
   * <p>
   * A new certificate is registered at once, on a new connection to the Coordinator: as after a lost connection, open
   * channels go on. New channels show it when the Coordinator has registered it. Channels to peers that are not trusted
   * any more are closed with {@link ConecError#CERTIFICATE_UNTRUSTED}. Whom to trust as a Coordinator counts from the
   * next connection on.
   * <p>
   * Fails when something cannot be read or does not fit together, with {@link ConecError#CERTIFICATE_NAME_MISMATCH}
   * when the certificate is not for {@link #id()}, and with {@link ConecError#CERTIFICATE_EXPIRED}. Then nothing has
   * changed.
   *
   * @param options the options, copied
   * @return a future completed with whether something has changed
   */
  Future<Boolean> updateCertificates(ClientOptions options);

  /**
   * Set a handler called each time the client has registered, the first time included.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecClient connectedHandler(@Nullable Handler<Void> handler);

  /**
   * Set a handler called each time the connection to the Coordinator is lost, with the {@link ConecException} that says
   * why, and each time that the client cannot reconnect for a reason that needs an administrator: a certificate, the
   * version, or another client that has taken the id meanwhile. The client keeps trying, except after
   * {@link ConecError#REPLACED}, which is final.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecClient disconnectedHandler(@Nullable Handler<Throwable> handler);

  /**
   * Like {@link #openChannel(String, ChannelOptions)} with default options.
   *
   * @param peer the id of the peer, may be this client's own
   * @return a future completed when the peer is verified
   */
  default Future<ConecChannel> openChannel(String peer) {
    return openChannel(peer, new ChannelOptions());
  }

  /**
   * Open a channel to a peer, or take the open one. One is enough, unless another
   * {@linkplain ChannelOptions#setPathPolicy(PathPolicy) policy} is needed.
   * <p>
   * Fails with {@link ConecError#PEER_UNKNOWN} when the peer is not connected, {@link ConecError#PEER_REFUSED} when it
   * does not accept channels, {@link ConecError#PEER_MISMATCH} when the peer's certificate is not the one introduced,
   * {@link ConecError#CERTIFICATE_EXPIRED}, {@link ConecError#CERTIFICATE_NAME_MISMATCH} or
   * {@link ConecError#CERTIFICATE_UNTRUSTED} when it is not valid for the peer's id,
   * {@link ConecError#VERSION_MISMATCH} when the peer speaks another version of the protocol,
   * {@link ConecError#INVALID_ID} when {@code peer} is no valid id, {@link ConecError#LIMIT_EXCEEDED} when
   * {@link ClientOptions#getMaxChannels()} or a limit of the other side or the Coordinator is reached,
   * {@link ConecError#TIMEOUT} after {@link ClientOptions#getOpenTimeout()}, {@link ConecError#NO_DIRECT_PATH} when it
   * may not be relayed and no direct path was found in that time, or the policies of the two ends exclude each other,
   * {@link ConecError#COORDINATOR_LOST} when the Coordinator is away, or {@link ConecError#CLOSED} when this client is
   * closed.
   *
   * @param peer    the id of the peer, may be this client's own
   * @param options which paths the channel may take
   * @return a future completed when the peer is verified, and the path is direct if it has to be
   */
  Future<ConecChannel> openChannel(String peer, ChannelOptions options);

  /**
   * Like {@link #openStream(String, StreamOptions)} with default options.
   *
   * @param peer the id of the peer
   * @return a future completed with the open stream
   */
  default Future<ConecStream> openStream(String peer) {
    return openStream(peer, new StreamOptions());
  }

  /**
   * Open a data stream to a peer, on the open channel to it or on a new one.
   *
   * @param peer    the id of the peer, may be this client's own
   * @param options id, protocol and limits of the stream
   * @return a future completed with the open stream; it fails like {@link #openChannel(String, ChannelOptions)} and
   * {@link ConecChannel#openStream(StreamOptions)}
   */
  Future<ConecStream> openStream(String peer, StreamOptions options);

  /**
   * @param peer the id of a peer
   * @return the open channel to that peer that a new stream would take, {@code null} when there is none
   */
  @Nullable
  ConecChannel channel(String peer);

  /**
   * @return the channels that are open now
   */
  List<ConecChannel> channels();

  /**
   * Set a handler for channels that peers open.
   *
   * @param handler the handler, called before any stream of the channel
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecClient channelHandler(@Nullable Handler<ConecChannel> handler);

  /**
   * Set a handler for streams that peers open with an empty protocol name.
   *
   * @param handler the handler, called before any message of the stream is read
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecClient streamHandler(@Nullable Handler<ConecStream> handler);

  /**
   * Set a handler for streams that peers open with the given {@linkplain StreamOptions#setProtocol(String) protocol}.
   *
   * @param protocol the protocol name
   * @param handler  the handler, {@code null} to refuse such streams from now on
   * @return a reference to this, so the API can be used fluently
   * @throws IllegalStateException when the protocol is {@code conec/bus} and its streams belong to a bridge
   */
  @Fluent
  ConecClient streamHandler(String protocol, @Nullable Handler<ConecStream> handler);

  /**
   * Like {@link #joinBroadcast(String, BroadcastOptions)} with default options: send and read, and drop the oldest
   * messages when this reader is too slow.
   *
   * @param name the name of the broadcast
   * @return a future completed when this client has joined
   */
  default Future<ConecBroadcast> joinBroadcast(String name) {
    return joinBroadcast(name, new BroadcastOptions());
  }

  /**
   * Join a broadcast, or begin one: it exists as long as a client is in it. A client can be in a broadcast once.
   * <p>
   * Fails with {@link ConecError#BROADCAST_JOINED} when this client is in it already,
   * {@link ConecError#BROADCAST_NOT_PERMITTED} when the rules of the Coordinator do not let it in,
   * {@link ConecError#LIMIT_EXCEEDED} when a limit of the Coordinator is reached, {@link ConecError#MESSAGE_TOO_LARGE}
   * when this client is to read, and messages may be larger than {@link ClientOptions#getMaxMessageSize()},
   * {@link ConecError#TIMEOUT} after {@link ClientOptions#getOpenTimeout()}, {@link ConecError#COORDINATOR_LOST} when
   * the Coordinator is away, {@link ConecError#CLOSED} when this client is closed, or an
   * {@link IllegalArgumentException} when the name does not have 1 to 255 characters, or has control characters.
   *
   * @param name    the name of the broadcast
   * @param options whether to send or read, and what happens when this reader is too slow
   * @return a future completed when this client has joined
   */
  Future<ConecBroadcast> joinBroadcast(String name, BroadcastOptions options);

  /**
   * @return the broadcasts that this client is in, also while the connection to the Coordinator is lost
   */
  List<ConecBroadcast> broadcasts();

  /**
   * Ask how many senders and readers a broadcast has.
   * <p>
   * Fails with {@link ConecError#BROADCAST_UNKNOWN} when nobody is in it, {@link ConecError#BROADCAST_NOT_PERMITTED}
   * when this client may neither read nor write it, {@link ConecError#TIMEOUT}, {@link ConecError#COORDINATOR_LOST},
   * {@link ConecError#CLOSED} and {@link IllegalArgumentException} as for joining it.
   *
   * @param name the name of the broadcast
   * @return a future completed with the number of senders and readers
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  Future<BroadcastInfo> broadcastInfo(String name);

  /**
   * Ask which peers are connected to the Coordinator now, of those that it lets this client see and that match
   * {@link ClientOptions#setPeerFilter(String)}. This client is not among them.
   * <p>
   * Set a {@link #peerHandler(Handler)} to follow changes: the Coordinator sends the whole list at most once a second.
   * <p>
   * Fails with {@link ConecError#PEERS_NOT_PERMITTED} when the Coordinator lets this client see nobody, which is the
   * default there without a client authority ({@link CoordinatorOptions#setPeerRules(List)}),
   * {@link ConecError#TIMEOUT} after {@link ClientOptions#getOpenTimeout()}, {@link ConecError#COORDINATOR_LOST} when
   * the Coordinator is away, or {@link ConecError#CLOSED} when this client is closed.
   *
   * @return a future completed with the ids, {@link ClientOptions#getMaxPeers()} at most
   */
  Future<List<String>> peers();

  /**
   * Set a handler for peers that join and leave, of those that {@link #peers()} is about. It is called for those that
   * are connected already, too. The client asks the Coordinator for nothing while there is no handler.
   * <p>
   * A peer is there while it is connected to the Coordinator. Several changes of one peer within 100 ms may be one
   * event. While this client has no connection itself there are no events; what is different when it is back comes as
   * events then. When the Coordinator does not let this client see anybody, a warning is logged, and the handler is not
   * called.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Fluent
  ConecClient peerHandler(@Nullable Handler<PeerEvent> handler);

  /**
   * Close at once: all channels, the connection to the Coordinator, the socket.
   *
   * @return a future completed when everything is released
   */
  default Future<Void> close() {
    return shutdown(0, TimeUnit.SECONDS);
  }

  /**
   * Like {@link #shutdown(long, TimeUnit)} with 30 seconds.
   *
   * @return a future completed when everything is released
   */
  default Future<Void> shutdown() {
    return shutdown(30, TimeUnit.SECONDS);
  }

  /**
   * Refuse new channels, streams and broadcasts, leave the broadcasts, wait until the open streams have closed and the
   * broadcasts have taken what was written, or the time is over, then close.
   *
   * @param timeout how long to wait
   * @param unit    the unit of the timeout
   * @return a future completed when everything is released
   */
  Future<Void> shutdown(long timeout, TimeUnit unit);
}
