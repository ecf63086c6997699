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
 * An <em>export</em> lets peers send to an address here. An <em>import</em> makes an address of a peer an address here.
 * All features of the event bus work across the bridge: send, publish, request, replies to replies, headers, all
 * built-in body types, every {@link io.vertx.core.eventbus.MessageCodec} that is registered under the same name at both
 * sides, {@link io.vertx.core.eventbus.ReplyException}s with failure type, code and message, and the time-out of the
 * sender. Peers can reach only exported addresses.
 * <p>
 * A {@linkplain BroadcastMapping mapping} connects a broadcast with an address. A message that is published at the
 * address goes out to all readers of the broadcast, with headers and body. The bridge publishes messages of the
 * broadcast at the address, with the headers {@link BusHeaders#PEER} and {@link BusHeaders#BROADCAST}; they do not go
 * out again. The {@linkplain io.conec.BroadcastRule rules} of the Coordinator permit clients to send to a broadcast.
 * <p>
 * A failure of the bridge is a {@code ReplyException} with the code of a {@link ConecError}. Its type is
 * {@link io.vertx.core.eventbus.ReplyFailure#RECIPIENT_FAILURE} for {@link ConecError#BUS_NOT_PERMITTED}, otherwise
 * {@link io.vertx.core.eventbus.ReplyFailure#ERROR}.
 * <p>
 * A client can have one bridge. Handlers and the consumers of imports run on the context that called {@link #start()}.
 * When that is the context of the client, no message changes threads. All methods can be called from any thread.
 */
@VertxGen
public interface ConecBridge {

  /**
   * Create a bridge without exports, imports and broadcasts.
   *
   * @param vertx  the Vert.x instance with the event bus
   * @param client the client; closing the bridge does not close it
   * @return the bridge
   */
  static ConecBridge create(Vertx vertx, ConecClient client) {
    return create(vertx, client, new ConecBridgeOptions());
  }

  /**
   * Create a bridge. It does nothing before {@link #start()}.
   *
   * @param vertx   the Vert.x instance with the event bus
   * @param client  the client; closing the bridge does not close it
   * @param options the options, copied
   * @return the bridge
   * @throws IllegalArgumentException when an export has neither an address nor a regular expression, or
   *                                  {@link ConecClient#create} has not created the client
   */
  static ConecBridge create(Vertx vertx, ConecClient client, ConecBridgeOptions options) {
    return new BridgeImpl(vertx, client, options);
  }

  /**
   * Accept the streams of peers and register the consumers of the imports. Call it when the client is connected or
   * while it connects, on the context of {@link ConecClient#connect()} or in a callback of its future.
   * <p>
   * An import is a consumer of its local address while its peer is connected, has a consumer, and exports the address
   * to this client. At other times it is not, and without another consumer a sender immediately gets
   * {@link io.vertx.core.eventbus.ReplyFailure#NO_HANDLERS}. The bridge reports changes to the
   * {@linkplain #bridgeEventHandler(Handler) event handler} and logs them.
   * <p>
   * The future does not wait for broadcasts. Published messages wait while the bridge joins their broadcast for the
   * first time. When it cannot join a broadcast, it reports and logs the reason and keeps trying.
   *
   * @return a future completed when each import has made its first attempt to reach its peer, successful or not, after
   * 2 seconds at the latest. It fails with an {@link IllegalArgumentException} when an import has no peer or address,
   * two imports are the same, or a broadcast cannot be {@linkplain #addBroadcast(BroadcastMapping) mapped}. It fails
   * with an {@link IllegalStateException} when the bridge was started before, {@link ConecClient#connect()} was not
   * called, the client is closed, or the client has another bridge or a stream handler for the protocol
   * {@code conec/bus}, which go on; the message says what to do
   */
  Future<Void> start();

  /**
   * Let peers reach one more address, or all addresses that match a regular expression.
   *
   * @param export the export
   * @return a reference to this, so the API can be used fluently
   * @throws IllegalArgumentException when it has neither an address nor a regular expression
   */
  @Fluent
  ConecBridge addExport(ExportOptions export);

  /**
   * Remove every export with the given address or regular expression. Requests that consumers have taken go on.
   *
   * @param address the address, or the regular expression, of the export
   * @return {@code true} when there was such an export
   */
  boolean removeExport(String address);

  /**
   * Make one more address of a peer an address here. Before {@link #start()} this only adds it to the options.
   *
   * @param item the import
   * @return a future completed when the first attempt to reach the peer has ended, successful or not, after 2 seconds
   * at the latest. It fails with an {@link IllegalArgumentException} when the peer or the address is missing, or there
   * is such an import with the same local address already
   */
  Future<Void> addImport(ImportOptions item);

  /**
   * Remove all imports with a local address. Their requests that wait for an answer fail with
   * {@link ConecError#CLOSED}. Messages that were sent before still go to the peer, and so do those that the event
   * handler permits within a second.
   *
   * @param localAddress the address here
   * @return a future completed when the consumers are unregistered, with {@code true} when there was such an import
   */
  Future<Boolean> removeImport(String localAddress);

  /**
   * Remove one of several imports with the same local address, as {@link #removeImport(String)} removes all of them.
   *
   * @param item the peer, the address and the local address of the import; other options do not matter
   * @return a future completed when its consumer is unregistered, with {@code true} when there was such an import
   */
  Future<Boolean> removeImport(ImportOptions item);

  /**
   * List the imports with their state. Look here first when a message fails unexpectedly with
   * {@link io.vertx.core.eventbus.ReplyFailure#NO_HANDLERS NO_HANDLERS}.
   *
   * @return the imports, sorted by local address and peer; none before {@link #start()} and after {@link #close()}
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  List<ImportInfo> imports();

  /**
   * Map one more broadcast to an address, or a broadcast to one more address. Before {@link #start()} this only adds it
   * to the options.
   * <p>
   * The client joins a broadcast once, as sender, reader or both, whichever its mappings need. When a mapping changes
   * that, the client leaves and joins again, and loses the messages that others send meanwhile.
   *
   * @param mapping the broadcast and the address
   * @return a future completed when the broadcast is mapped, joined or not. It fails with an
   * {@link IllegalArgumentException} when the name is missing, too long or has control characters, the broadcast is
   * mapped to this address already, or another mapping of it has another {@code overflow}, {@code maxBufferedMessages}
   * or {@code maxQueuedBytes}
   */
  Future<Void> addBroadcast(BroadcastMapping mapping);

  /**
   * Remove the mapping of a broadcast to an address. With the last mapping the client leaves the broadcast. Messages
   * that were published before still go out; those that wait for the event handler, or until the broadcast is joined,
   * have a second for each.
   *
   * @param name    the name of the broadcast
   * @param address the address here
   * @return a future completed when the mapping is removed, and the client has left the broadcast if it was the last
   * mapping, with {@code true} when there was such a mapping
   */
  Future<Boolean> removeBroadcast(String name, String address);

  /**
   * Send a request to a consumer of a peer. It needs no import and does not pass the local event bus.
   *
   * @param peer    the id of the peer
   * @param address the address there, which the peer must export; at most 1024 bytes in UTF-8, and not an address of
   *                the event bus itself ({@link BusAddresses})
   * @param body    the body, may be {@code null}
   * @param options headers, codec, tracing policy, and the time-out for the reply, which includes the time to open the
   *                stream
   * @return a future completed with the reply, which can be replied to. It fails like a request to an import, or like
   * {@link ConecProducer#write(Object)}
   */
  <T> Future<Message<T>> request(String peer, String address, @Nullable Object body, DeliveryOptions options);

  /**
   * Like {@link #request(String, String, Object, DeliveryOptions)} with default options.
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
   * Send a message to a consumer of a peer. It needs no import and does not pass the local event bus. Messages to the
   * same address of a peer are delivered in order, together with those of producers. A message fails while more than
   * {@link ConecBridgeOptions#getMaxQueuedBytes()} bytes wait; use a {@linkplain #sender(String, String) producer}
   * for back-pressure.
   *
   * @param peer    the id of the peer
   * @param address the address there, which the peer must export
   * @param body    the body, may be {@code null}
   * @param options headers, codec and tracing policy
   * @return a future completed when the consumer has taken the message; it fails like
   * {@link ConecProducer#write(Object)}
   */
  Future<Void> send(String peer, String address, @Nullable Object body, DeliveryOptions options);

  /**
   * Like {@link #send(String, String, Object, DeliveryOptions)} with default options.
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
   * Like {@link #send(String, String, Object, DeliveryOptions)}, but to all consumers of the address.
   *
   * @param peer    the id of the peer
   * @param address the address there, which the peer must export
   * @param body    the body, may be {@code null}
   * @param options headers, codec and tracing policy
   * @return a future completed when all consumers have taken the message
   */
  Future<Void> publish(String peer, String address, @Nullable Object body, DeliveryOptions options);

  /**
   * Like {@link #publish(String, String, Object, DeliveryOptions)} with default options.
   *
   * @param peer    the id of the peer
   * @param address the address there
   * @param body    the body, may be {@code null}
   * @return a future completed when all consumers have taken the message
   */
  default Future<Void> publish(String peer, String address, @Nullable Object body) {
    return publish(peer, address, body, new DeliveryOptions());
  }

  /**
   * Create a producer that sends each message to one consumer of a peer, no faster than the consumers take them. It may
   * be created before {@link #start()}.
   *
   * @param peer    the id of the peer
   * @param address the address there, which the peer must export; at most 1024 bytes in UTF-8, and not an address of
   *                the event bus itself ({@link BusAddresses})
   * @param options headers, codec and tracing policy of the messages
   * @return the producer
   */
  <T> ConecProducer<T> sender(String peer, String address, DeliveryOptions options);

  /**
   * Like {@link #sender(String, String, DeliveryOptions)} with default options.
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
   * @param address the address there, which the peer must export; at most 1024 bytes in UTF-8, and not an address of
   *                the event bus itself ({@link BusAddresses})
   * @param options headers, codec and tracing policy of the messages
   * @return the producer
   */
  <T> ConecProducer<T> publisher(String peer, String address, DeliveryOptions options);

  /**
   * Like {@link #publisher(String, String, DeliveryOptions)} with default options.
   *
   * @param peer    the id of the peer
   * @param address the address there
   * @return the producer
   */
  default <T> ConecProducer<T> publisher(String peer, String address) {
    return publisher(peer, address, new DeliveryOptions());
  }

  /**
   * Set a handler that sees every message, and may deny or change it. Without a handler nothing is denied.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecBridge bridgeEventHandler(@Nullable Handler<ConecBridgeEvent> handler);

  /**
   * @return the numbers of messages of this bridge
   */
  @GenIgnore(GenIgnore.PERMITTED_TYPE)
  BridgeStatistics counters();

  /**
   * Unregister all consumers, fail requests that wait for an answer with {@link ConecError#CLOSED}, close all streams
   * and leave all broadcasts.
   * <p>
   * Messages that were sent or published before, also in the same turn of the event loop, still go out, and so do those
   * that the event handler permits within a second. The bridge notifies its peers; messages that they have sent before
   * are delivered within a second. Messages that are left after that are {@linkplain BridgeStatistics#getDropped()
   * counted} and reported with {@link ConecError#CLOSED}. Requests of peers that consumers have not answered yet fail
   * there with {@link ConecError#BUS_PEER_AWAY}. To let them end, {@linkplain #removeExport(String) remove the exports}
   * and wait until {@linkplain BridgeStatistics#getServing() getServing()} returns 0.
   *
   * @return a future completed when everything is released, after three seconds at the latest; it fails with
   * {@link ConecError#TIMEOUT} when a peer or the Coordinator has not confirmed the last messages
   */
  Future<Void> close();
}
