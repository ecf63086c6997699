package io.conec.bridge;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.impl.bridge.BridgeImpl;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.GenIgnore;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

import java.util.List;

/**
 * Connects the event bus of this application with those of its peers.
 * <p>
 * An <em>export</em> lets peers send to an address here, an <em>import</em> makes an address of a peer an address here.
 * Everything the event bus can do crosses: send, publish, request, replies to replies, headers, every built-in body
 * type and every {@link io.vertx.core.eventbus.MessageCodec} registered under the same name at both sides,
 * {@link io.vertx.core.eventbus.ReplyException}s with failure type, code and message, and the time-out of the sender.
 * Nothing is reachable that is not exported.
 * <p>
 * A {@linkplain BroadcastMapping broadcast} can be mapped to an address: what is published there goes out to all
 * readers of the broadcast, with headers and body; what comes from the broadcast is published there, with the headers
 * {@link BusHeaders#PEER} and {@link BusHeaders#BROADCAST}, and never goes out again. Who may send to a broadcast is
 * for the {@linkplain io.conec.BroadcastRule rules} of the Coordinator to say.
 * <p>
 * The bridge answers with a {@code ReplyException} whose code is that of a {@link ConecError}. The type is
 * {@link io.vertx.core.eventbus.ReplyFailure#RECIPIENT_FAILURE} for {@link ConecError#BUS_NOT_PERMITTED}, otherwise
 * {@link io.vertx.core.eventbus.ReplyFailure#ERROR}.
 * <p>
 * A client takes one bridge. Handlers and the consumers of imports run on the context of {@link #start()}; when that is
 * the context of the client no message changes threads. All methods can be called from any thread.
 */
@VertxGen
public interface ConecBridge {

  /**
   * Create a bridge that exports and imports nothing, and is in no broadcast, at first.
   *
   * @param vertx  the Vert.x instance whose event bus is bridged
   * @param client the client, which stays the caller's: it is not closed with the bridge
   * @return the bridge
   */
  static ConecBridge create(Vertx vertx, ConecClient client) {
    return create(vertx, client, new ConecBridgeOptions());
  }

  /**
   * Create a bridge. Nothing is done before {@link #start()}.
   *
   * @param vertx   the Vert.x instance whose event bus is bridged
   * @param client  the client, which stays the caller's: it is not closed with the bridge
   * @param options the options, copied
   * @return the bridge
   * @throws IllegalArgumentException when an export has neither an address nor a regular expression, or has an
   *                                  authority, or the client is not of this library
   */
  static ConecBridge create(Vertx vertx, ConecClient client, ConecBridgeOptions options) {
    return new BridgeImpl(vertx, client, options);
  }

  /**
   * Accept the streams of peers and register the consumers of the imports; call it when the client is connected or
   * connects, on the context of {@link ConecClient#connect()} or in a callback of its future.
   * <p>
   * An import is a consumer of its local address while its peer is there, has a consumer and exports the address to
   * this client; otherwise it is none, and a sender gets {@link io.vertx.core.eventbus.ReplyFailure#NO_HANDLERS} at
   * once when there is no other. What changes is reported to the {@linkplain #bridgeEventHandler(Handler) event
   * handler} and logged. It does not wait for the broadcasts: while one is joined for the first time what is published
   * for it waits. A broadcast that cannot be joined is reported and logged, and tried again.
   *
   * @return a future completed when each import has made its first attempt to reach its peer, whatever came of it,
   * after 2 seconds at the latest; failed with an {@link IllegalArgumentException} when an import has no peer or
   * address, two are the same, or a broadcast cannot be {@linkplain #addBroadcast(BroadcastMapping) mapped}, and with
   * an {@link IllegalStateException} when the bridge was started before, {@link ConecClient#connect()} was not called
   * or the client is closed, or the client has another bridge or a stream handler for the protocol {@code conec/bus};
   * what was there before goes on, and the message says what to do
   */
  Future<Void> start();

  /**
   * Let peers reach one more address, or pattern of addresses.
   *
   * @param export what to export
   * @return a reference to this, so the API can be used fluently
   * @throws IllegalArgumentException when it has neither an address nor a regular expression, or has an authority
   */
  @Fluent
  ConecBridge addExport(ExportOptions export);

  /**
   * Take back every export with the given address or regular expression. Requests that are being served go on.
   *
   * @param address the address, or the regular expression, of the export
   * @return {@code true} when there was one
   */
  boolean removeExport(String address);

  /**
   * Make one more address of a peer an address here. Before {@link #start()} it only takes note of it.
   *
   * @param item what to import
   * @return a future completed when the first attempt to reach the peer has ended, whatever came of it, after 2 seconds
   * at the latest; failed with an {@link IllegalArgumentException} when the peer or the address is missing, or the same
   * address of the same peer has the same local address already
   */
  Future<Void> addImport(ImportOptions item);

  /**
   * Give up all imports with a local address: requests that wait for an answer fail with {@link ConecError#CLOSED}.
   * What was sent before goes to the peer; so does what the event handler decides on within a second.
   *
   * @param localAddress the address here
   * @return a future completed when the consumers are unregistered, with {@code true} when there was such an import
   */
  Future<Boolean> removeImport(String localAddress);

  /**
   * Give up one of several imports with a local address, as {@link #removeImport(String)} does with all of them.
   *
   * @param item the peer, the address and the local address of the import; the rest does not matter
   * @return a future completed when its consumer is unregistered, with {@code true} when there was such an import
   */
  Future<Boolean> removeImport(ImportOptions item);

  /**
   * What becomes of messages to the imports now: the first thing to look at when there is a
   * {@link io.vertx.core.eventbus.ReplyFailure#NO_HANDLERS NO_HANDLERS} failure that you did not expect.
   *
   * @return the imports, sorted by the address here and the peer; none before {@link #start()} and after
   * {@link #close()}
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  List<ImportInfo> imports();

  /**
   * Map one more broadcast to an address, or a broadcast to one more address. Before {@link #start()} it only takes
   * note of it.
   * <p>
   * The client joins a broadcast once, as sender, reader or both, as all mappings of it need. When one more mapping
   * changes that, the client leaves and joins again, and what the others send meanwhile is lost for it.
   *
   * @param mapping the broadcast and the address
   * @return a future completed when the address is mapped, whether the broadcast is joined or not; failed with an
   * {@link IllegalArgumentException} when the name is missing, too long or has control characters, the broadcast is
   * mapped to that address already, or another mapping of it has another {@code overflow}, {@code maxBufferedMessages}
   * or {@code writeQueueMaxSize}
   */
  Future<Void> addBroadcast(BroadcastMapping mapping);

  /**
   * Give up the mapping of a broadcast to an address. With its last mapping the client leaves the broadcast; what was
   * published before goes out. What waits for a decision of the event handler, or for the broadcast to be joined, is
   * given a second for each.
   *
   * @param name    the name of the broadcast
   * @param address the address here
   * @return a future completed when the mapping is gone, and the broadcast is left if there is no other, with
   * {@code true} when there was such a mapping
   */
  Future<Boolean> removeBroadcast(String name, String address);

  /**
   * Send a request to a consumer of a peer, without an import and without the local event bus.
   *
   * @param peer    the id of the peer
   * @param address the address there, which the peer has to export; at most 1024 bytes in UTF-8, not one of the event
   *                bus itself ({@link BusAddresses})
   * @param body    the body, may be {@code null}
   * @param options headers, codec, tracing policy, and as time-out how long to wait for the reply, the time that it
   *                takes to open the stream included
   * @return a future completed with the reply, which can be replied to; failed as the request to an import is, or as
   * {@link ConecProducer#write(Object)} says
   */
  <T> Future<Message<T>> request(String peer, String address, @Nullable Object body, DeliveryOptions options);

  /**
   * As {@link #request(String, String, Object, DeliveryOptions)} with default options.
   *
   * @param peer    the id of the peer
   * @param address the address there
   * @param body    the body, may be {@code null}
   * @return a future completed with the reply
   */
  default <T> Future<Message<T>> request(String peer, String address, @Nullable Object body) {
    return request(peer, address, body, new DeliveryOptions());
  }

  /**
   * Send a message to a consumer of a peer, without an import and without the local event bus. Messages to the same
   * address of a peer are delivered in order, together with those of producers. More than
   * {@link ConecBridgeOptions#getWriteQueueMaxSize()} bytes that wait are refused: a
   * {@linkplain #sender(String, String) producer} makes its writer wait instead.
   *
   * @param peer    the id of the peer
   * @param address the address there, which the peer has to export
   * @param body    the body, may be {@code null}
   * @param options headers, codec and tracing policy
   * @return a future completed when the consumer has taken the message; failed as {@link ConecProducer#write(Object)}
   * says
   */
  Future<Void> send(String peer, String address, @Nullable Object body, DeliveryOptions options);

  /**
   * As {@link #send(String, String, Object, DeliveryOptions)} with default options.
   *
   * @param peer    the id of the peer
   * @param address the address there
   * @param body    the body, may be {@code null}
   * @return a future completed when the consumer has taken the message
   */
  default Future<Void> send(String peer, String address, @Nullable Object body) {
    return send(peer, address, body, new DeliveryOptions());
  }

  /**
   * The same as {@link #send(String, String, Object, DeliveryOptions)}, but to all consumers of the address.
   *
   * @param peer    the id of the peer
   * @param address the address there, which the peer has to export
   * @param body    the body, may be {@code null}
   * @param options headers, codec and tracing policy
   * @return a future completed when all of the consumers have taken the message
   */
  Future<Void> publish(String peer, String address, @Nullable Object body, DeliveryOptions options);

  /**
   * As {@link #publish(String, String, Object, DeliveryOptions)} with default options.
   *
   * @param peer    the id of the peer
   * @param address the address there
   * @param body    the body, may be {@code null}
   * @return a future completed when all of the consumers have taken the message
   */
  default Future<Void> publish(String peer, String address, @Nullable Object body) {
    return publish(peer, address, body, new DeliveryOptions());
  }

  /**
   * Create a producer that sends each message to one of the consumers of a peer, no faster than they take them. It may
   * be created before {@link #start()}.
   *
   * @param peer    the id of the peer
   * @param address the address there, which the peer has to export; at most 1024 bytes in UTF-8, not one of the event
   *                bus itself ({@link BusAddresses})
   * @param options headers, codec and tracing policy of the messages
   * @return the producer
   */
  <T> ConecProducer<T> sender(String peer, String address, DeliveryOptions options);

  /**
   * As {@link #sender(String, String, DeliveryOptions)} with default options.
   *
   * @param peer    the id of the peer
   * @param address the address there
   * @return the producer
   */
  default <T> ConecProducer<T> sender(String peer, String address) {
    return sender(peer, address, new DeliveryOptions());
  }

  /**
   * Create a producer that sends each message to all consumers of a peer, no faster than the slowest takes them. It may
   * be created before {@link #start()}.
   *
   * @param peer    the id of the peer
   * @param address the address there, which the peer has to export; at most 1024 bytes in UTF-8, not one of the event
   *                bus itself ({@link BusAddresses})
   * @param options headers, codec and tracing policy of the messages
   * @return the producer
   */
  <T> ConecProducer<T> publisher(String peer, String address, DeliveryOptions options);

  /**
   * As {@link #publisher(String, String, DeliveryOptions)} with default options.
   *
   * @param peer    the id of the peer
   * @param address the address there
   * @return the producer
   */
  default <T> ConecProducer<T> publisher(String peer, String address) {
    return publisher(peer, address, new DeliveryOptions());
  }

  /**
   * Set a handler that sees, and may deny or change, every message. Without one nothing is denied.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecBridge bridgeEventHandler(@Nullable Handler<ConecBridgeEvent> handler);

  /**
   * @return what this bridge has done, and what it is at now
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  BridgeCounters counters();

  /**
   * Unregister all consumers, fail what waits for an answer with {@link ConecError#CLOSED}, end all streams and leave
   * all broadcasts.
   * <p>
   * What was sent or published before, in the same turn of the event loop too, still goes out; so does what the event
   * handler decides on within a second. The bridge tells its peers that it ends: what they have sent before they know
   * is delivered, within a second. What is left then is {@linkplain BridgeCounters#getDropped() counted} and reported
   * with {@link ConecError#CLOSED}. Requests of peers that are being served fail there with
   * {@link ConecError#BUS_PEER_AWAY}: to let them end, {@linkplain #removeExport(String) remove the exports} and wait
   * until {@linkplain BridgeCounters#getServing() none is served}.
   *
   * @return a future completed when everything is released, after three seconds at the latest; failed with
   * {@link ConecError#TIMEOUT} when a peer or the Coordinator has not confirmed what was sent
   */
  Future<Void> close();
}
