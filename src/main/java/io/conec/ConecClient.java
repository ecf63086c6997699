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
 * A client that loses its connection to the Coordinator reconnects with back-off for as long as it is open. Direct
 * channels survive this. Relayed channels survive it when the client is back within
 * {@link EndpointOptions#getIdleTimeout()}.
 * <p>
 * All handlers run on the context that called {@link #connect()}. All methods can be called from any thread. Before
 * {@link #connect()} calls that need the Coordinator fail with an {@link IllegalStateException}.
 */
@VertxGen
public interface ConecClient {

  /**
   * Create a client. It sends nothing before {@link #connect()}.
   *
   * @param vertx   the Vert.x instance
   * @param options the options, copied; {@link ClientOptions#setId(String)} must be set
   * @return the client
   * @throws IllegalArgumentException when the address of a Coordinator is not valid, or
   *                                  {@link PathOptions#getRetryDelay()} is more than
   *                                  {@link PathOptions#getMaxRetryDelay()}
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
   * Bind the socket, connect to the Coordinator and register the id there. A client connects once; a second call fails
   * with an {@link IllegalStateException}.
   * <p>
   * The client tries all addresses, each 250 ms after the one before, in rounds until one works or
   * {@link ClientOptions#getConnectTimeout()} is over. Then the call fails with
   * {@link ConecError#COORDINATOR_UNREACHABLE}, and the message says what happened at each address. It fails earlier
   * when every address has failed and another attempt cannot help:
   * <ul>
   * <li>{@link ConecError#CERTIFICATE_UNTRUSTED}, {@link ConecError#CERTIFICATE_NAME_MISMATCH}: this client does not
   * trust the certificate of the Coordinator, or it is for another host, or the Coordinator rejects the certificate of
   * this client
   * <li>{@link ConecError#CERTIFICATE_EXPIRED}, {@link ConecError#CERTIFICATE_REVOKED}, {@link ConecError#ID_IN_USE},
   * {@link ConecError#VERSION_MISMATCH}
   * <li>{@link ConecError#INVALID_ID}: the id in {@link ClientOptions#setId(String)} is not valid
   * <li>{@link ConecError#CONFIGURATION}: an option cannot be used, because the local port is in use for example
   * </ul>
   * With a {@link ClientOptions#setConnectTimeout connectTimeout} of 0 there is no time-out. Then the client also waits
   * until this machine has the address {@link ClientOptions#setLocalAddress}, and tries again after
   * {@link ConecError#CERTIFICATE_EXPIRED}, because a machine that has just started may have a wrong clock. It logs a
   * warning with each new reason.
   *
   * @return a future completed when the client is registered; it fails with {@link ConecError#CLOSED} when the client
   * is closed before that
   */
  Future<Void> connect();

  /**
   * @return {@code true} while the client is registered at a Coordinator
   */
  boolean isConnected();

  /**
   * Replace the certificate or the trusted authorities without a restart.
   * <p>
   * The client reads only {@link EndpointOptions#setKeyCertOptions}, {@link ClientOptions#setTrustOptions} and
   * {@link ClientOptions#setPeerTrustOptions} from these options, and keeps its own value for each that is not set. It
   * watches its files, so you need not call this method when only their content has changed.
   * <p>
   * The client immediately registers a new certificate on a new connection to the Coordinator; open channels go on, as
   * after a lost connection. New channels use it as soon as the Coordinator has registered it. The client closes
   * channels to peers that it no longer trusts with {@link ConecError#CERTIFICATE_UNTRUSTED}. It applies new
   * {@code trustOptions} to its next connection to a Coordinator.
   * <p>
   * The call fails with {@link ConecError#CONFIGURATION} when a file cannot be read or the options do not fit together,
   * {@link ConecError#CERTIFICATE_NAME_MISMATCH} when the certificate is not for {@link #id()}, and
   * {@link ConecError#CERTIFICATE_EXPIRED}. Then nothing changes.
   *
   * @param options the options, copied
   * @return a future completed with {@code true} when something has changed
   */
  Future<Boolean> updateCertificates(ClientOptions options);

  /**
   * Set a handler that is called each time the client has registered at the Coordinator, including the first time.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecClient connectedHandler(@Nullable Handler<Void> handler);

  /**
   * Set a handler that is called with a {@link ConecException} each time the client loses its connection to the
   * Coordinator. It is also called when a reconnect fails with an error that an administrator has to remove: an error
   * of certificates, {@link ConecError#VERSION_MISMATCH}, or {@link ConecError#ID_IN_USE}.
   * <p>
   * The client keeps reconnecting, except after {@link ConecError#REPLACED}. That error closes all channels and
   * broadcasts for good: create another client.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecClient disconnectedHandler(@Nullable Handler<Throwable> handler);

  /**
   * Like {@link #openChannel(String, ChannelOptions)} with default options.
   *
   * @param peer the id of the peer, which may be this client itself
   * @return a future completed with the channel when the peer is verified
   */
  default Future<ConecChannel> openChannel(String peer) {
    return openChannel(peer, new ChannelOptions());
  }

  /**
   * Open a channel to a peer, or return the open one. An application needs more than one channel to a peer only for
   * different {@linkplain ChannelOptions#setPathPolicy(PathPolicy) policies}.
   * <p>
   * The call fails with
   * <ul>
   * <li>{@link ConecError#PEER_UNKNOWN}: the peer is not connected to the Coordinator
   * <li>{@link ConecError#CHANNEL_REFUSED}: the peer does not accept channels
   * <li>{@link ConecError#PEER_MISMATCH}: the certificate of the peer is not the one that the Coordinator introduced
   * <li>{@link ConecError#CERTIFICATE_EXPIRED}, {@link ConecError#CERTIFICATE_NAME_MISMATCH},
   * {@link ConecError#CERTIFICATE_UNTRUSTED}: the certificate is not valid for the id of the peer
   * <li>{@link ConecError#VERSION_MISMATCH}: the peer speaks another version of the protocol
   * <li>{@link ConecError#INVALID_ID}: {@code peer} is not a valid id
   * <li>{@link ConecError#LIMIT_EXCEEDED}: {@link ClientOptions#getMaxChannels()}, or a limit of the peer or the
   * Coordinator, is reached
   * <li>{@link ConecError#TIMEOUT}: {@link ClientOptions#getOpenTimeout()} is over
   * <li>{@link ConecError#NO_DIRECT_PATH}: the channel must not be relayed and found no direct path in that time, or
   * the policies of the two ends exclude each other
   * <li>{@link ConecError#COORDINATOR_LOST}: the client is not connected to the Coordinator
   * <li>{@link ConecError#CLOSED}: this client is closed
   * </ul>
   *
   * @param peer    the id of the peer, which may be this client itself
   * @param options which paths the channel may take
   * @return a future completed with the channel when the peer is verified, and the path is direct if the policy
   * requires that
   */
  Future<ConecChannel> openChannel(String peer, ChannelOptions options);

  /**
   * Like {@link #openStream(String, StreamOptions)} with default options.
   *
   * @param peer the id of the peer, which may be this client itself
   * @return a future completed with the open stream
   */
  default Future<ConecStream> openStream(String peer) {
    return openStream(peer, new StreamOptions());
  }

  /**
   * Open a data stream to a peer, on the open channel to it or on a new one.
   *
   * @param peer    the id of the peer, which may be this client itself
   * @param options id, protocol and limits of the stream
   * @return a future completed with the open stream; it fails like {@link #openChannel(String, ChannelOptions)} and
   * {@link ConecChannel#openStream(StreamOptions)}
   */
  Future<ConecStream> openStream(String peer, StreamOptions options);

  /**
   * @param peer the id of a peer
   * @return the open channel that a new stream to this peer would use, {@code null} when there is none
   */
  @Nullable
  ConecChannel channel(String peer);

  /**
   * @return the open channels
   */
  List<ConecChannel> channels();

  /**
   * Set a handler for channels that peers open. It is called before the handlers of their streams.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecClient channelHandler(@Nullable Handler<ConecChannel> handler);

  /**
   * Set a handler for streams that peers open with an empty protocol name. It is called before any message of the
   * stream is read.
   *
   * @param handler the handler
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
   * @throws IllegalStateException when the protocol is {@code conec/bus} and a bridge handles its streams
   */
  @Fluent
  ConecClient streamHandler(String protocol, @Nullable Handler<ConecStream> handler);

  /**
   * Like {@link #joinBroadcast(String, BroadcastOptions)} with default options: this client sends and reads, and the
   * oldest messages are dropped when it reads too slowly.
   *
   * @param name the name of the broadcast
   * @return a future completed when this client has joined
   */
  default Future<ConecBroadcast> joinBroadcast(String name) {
    return joinBroadcast(name, new BroadcastOptions());
  }

  /**
   * Join a broadcast. The first client that joins creates it, and it ends when the last one has left. A client can join
   * a broadcast only once at a time.
   * <p>
   * The call fails with
   * <ul>
   * <li>{@link ConecError#BROADCAST_ALREADY_JOINED}: this client has joined already
   * <li>{@link ConecError#BROADCAST_NOT_PERMITTED}: the rules of the Coordinator do not permit this role
   * <li>{@link ConecError#BROADCAST_UNKNOWN}: no client is in the broadcast, and the rules do not permit this client to
   * create it
   * <li>{@link ConecError#LIMIT_EXCEEDED}: the Coordinator allows no more broadcasts, or no more for this client
   * <li>{@link ConecError#MESSAGE_TOO_LARGE}: this client would read, and messages can be larger than its
   * {@link ClientOptions#getMaxMessageSize()}
   * <li>{@link ConecError#TIMEOUT}: {@link ClientOptions#getOpenTimeout()} is over
   * <li>{@link ConecError#COORDINATOR_LOST}: the client is not connected to the Coordinator
   * <li>{@link ConecError#CLOSED}: this client is closed
   * <li>an {@link IllegalArgumentException}: the name does not have 1 to 255 characters, or has control characters
   * </ul>
   *
   * @param name    the name of the broadcast
   * @param options whether this client sends or reads, and what happens when it reads too slowly
   * @return a future completed when this client has joined
   */
  Future<ConecBroadcast> joinBroadcast(String name, BroadcastOptions options);

  /**
   * @return the broadcasts that this client has joined, including those that wait for the connection to the Coordinator
   */
  List<ConecBroadcast> broadcasts();

  /**
   * Ask the Coordinator how many senders and readers a broadcast has.
   * <p>
   * The call fails with {@link ConecError#BROADCAST_UNKNOWN} when no client is in it,
   * {@link ConecError#BROADCAST_NOT_PERMITTED} when this client may neither read nor write it, and with
   * {@link ConecError#TIMEOUT}, {@link ConecError#COORDINATOR_LOST}, {@link ConecError#CLOSED} and
   * {@link IllegalArgumentException} as {@link #joinBroadcast(String, BroadcastOptions)} does.
   *
   * @param name the name of the broadcast
   * @return a future completed with the number of senders and readers
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  Future<BroadcastInfo> broadcastInfo(String name);

  /**
   * Ask the Coordinator which peers are connected now. The result has the peers that the Coordinator lets this client
   * see and that match {@link ClientOptions#setPeerFilter(String)}, without this client.
   * <p>
   * Set a {@link #peerHandler(Handler)} to follow changes: the Coordinator sends the whole list at most once a second.
   * <p>
   * The call fails with {@link ConecError#PEERS_NOT_PERMITTED} when the Coordinator lets this client see no peers,
   * which is its default without a client authority ({@link CoordinatorOptions#setPeerRules(List)}),
   * {@link ConecError#TIMEOUT} after {@link ClientOptions#getOpenTimeout()}, {@link ConecError#COORDINATOR_LOST} when
   * the client is not connected to the Coordinator, and {@link ConecError#CLOSED} when this client is closed.
   *
   * @return a future completed with the ids, at most {@link ClientOptions#getMaxPeers()}
   */
  Future<List<String>> peers();

  /**
   * Set a handler that is called when a peer connects to the Coordinator or disconnects, for the same peers as
   * {@link #peers()}. It is also called for each peer that is connected already. The Coordinator sends changes only
   * while there is a handler.
   * <p>
   * Several changes of one peer within 100 ms can be one event. A client that is itself disconnected gets no events;
   * after it has reconnected it gets the differences as events. When the Coordinator lets this client see no peers, the
   * client logs a warning and does not call the handler.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  @Fluent
  ConecClient peerHandler(@Nullable Handler<PeerEvent> handler);

  /**
   * Close all channels, the connection to the Coordinator and the socket immediately.
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
   * Shut down gracefully: refuse new channels, streams and broadcasts, leave all broadcasts, and wait until the open
   * streams are closed and the Coordinator has received all messages of broadcasts. Then, or after the timeout, close.
   *
   * @param timeout the longest time to wait
   * @param unit    the unit of the timeout
   * @return a future completed when everything is released
   */
  Future<Void> shutdown(long timeout, TimeUnit unit);
}
