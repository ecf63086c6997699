package io.conec.bridge;

import io.conec.ConecError;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.streams.WriteStream;

/**
 * Sends messages to consumers of a peer no faster than they take them. Made by
 * {@link ConecBridge#sender(String, String)} and {@link ConecBridge#publisher(String, String)}.
 * <p>
 * What is written counts until the consumers at the peer have taken it, and {@link #writeQueueFull()} and the
 * {@linkplain #drainHandler(Handler) drain handler} are about that. So a consumer that is slow, or
 * {@linkplain io.vertx.core.eventbus.MessageConsumer#pause() paused}, stops the producer, with a bounded amount of
 * memory at both ends, and what its buffer ({@code maxBufferedMessages}) has no room for waits at the peer instead of
 * being discarded. Messages of one producer are delivered in the order in which they were written. Nothing of what was
 * written is lost as long as the stream to the peer lives. When that ends, each write whose message is not confirmed
 * fails: such a message may have been delivered or not. The producer goes on when the peer is back.
 * <p>
 * Messages do not pass the local event bus: they need no import, and interceptors do not see them. The
 * {@linkplain ConecBridge#bridgeEventHandler(Handler) event handler} of the bridge does. A producer needs no closing:
 * it has no resources of its own.
 * <p>
 * All methods may be called from any thread. Handlers run on the context that the producer was made on; the future of a
 * write completes on the context of its caller.
 *
 * @param <T> the type of the bodies, as for {@link MessageProducer}
 */
@VertxGen
public interface ConecProducer<T> extends WriteStream<T>, MessageProducer<T> {

  /** Default bytes that wait, 1 MiB: what the bridge of a peer reads ahead of its consumers by default. */
  int DEFAULT_WRITE_QUEUE_MAX_SIZE = ConecBridgeOptions.DEFAULT_MAX_IN_FLIGHT_BYTES;

  /** What a message counts at least, 1 KiB: about what a small one takes in memory while it waits. */
  int MIN_MESSAGE_SIZE = 1024;

  /**
   * @return the id of the peer
   */
  @CacheReturn
  String peer();

  /**
   * @return the address at the peer
   */
  @Override
  @CacheReturn
  String address();

  /**
   * Send one message to one consumer, or to all.
   * <p>
   * The future completes when the consumer, or each of them, has taken the message: it is handed to the handler then.
   * It fails with a {@link io.vertx.core.eventbus.ReplyException} as on an event bus, of type
   * {@link io.vertx.core.eventbus.ReplyFailure#NO_HANDLERS} when the peer has no consumer, or else with the code of
   * <ul>
   *   <li>{@link ConecError#BUS_NOT_PERMITTED}: the peer does not export the address to this side, or an event handler
   *   has denied the message</li>
   *   <li>{@link ConecError#BUS_PEER_AWAY}: the peer is away, or went away before it confirmed the message</li>
   *   <li>{@link ConecError#BUS_OVERLOADED}: this was written though the queue was full, and there is no more room: see
   *   {@link #setWriteQueueMaxSize(int)}</li>
   *   <li>{@link ConecError#BUS_CODEC}: the body cannot be encoded here or decoded there</li>
   *   <li>{@link ConecError#MESSAGE_TOO_LARGE}: it is larger than the peer reads</li>
   *   <li>{@link ConecError#LIMIT_EXCEEDED}: it has more than 1000 headers</li>
   *   <li>{@link ConecError#STREAM_CLOSED}: the producer has ended</li>
   *   <li>{@link ConecError#CLOSED}: the bridge is closed</li>
   * </ul>
   * Other writes go on after a failure. There is no time-out: a message waits as long as the consumer is paused.
   *
   * @param body the body, may be {@code null}; it is encoded before this returns
   * @return a future completed when the consumer has taken the message
   */
  @Override
  Future<Void> write(T body);

  /**
   * Take no more messages.
   *
   * @return a future completed when everything written has been taken; failed with the first failure of a write that
   * was under way
   */
  @Override
  Future<Void> end();

  /**
   * Write a last message, then {@link #end()}.
   *
   * @param body the body
   * @return the future of {@link #end()}, failed when the message could not be written
   */
  @Override
  default Future<Void> end(T body) {
    Future<Void> written = write(body);
    Future<Void> ended = end();
    return written.compose(v -> ended);
  }

  /**
   * The same as {@link #end()}.
   */
  @Override
  default Future<Void> close() {
    return end();
  }

  /**
   * Use other options for the messages that are written from now on.
   *
   * @param options headers, codec and tracing policy; the rest means nothing here
   */
  @Override
  @Fluent
  ConecProducer<T> deliveryOptions(DeliveryOptions options);

  /**
   * Set how many bytes may wait before {@link #writeQueueFull()}, default {@link #DEFAULT_WRITE_QUEUE_MAX_SIZE}. Each
   * message counts at least {@link #MIN_MESSAGE_SIZE}. Over a path with a round trip of 100 ms the default is good for
   * 10,000 messages, or 10 MiB, a second.
   * <p>
   * Whoever goes on writing then is refused with {@link ConecError#BUS_OVERLOADED} when
   * {@link ConecBridgeOptions#getWriteQueueMaxSize()} is reached, if that is more.
   *
   * @param maxSize bytes, 1 or more
   */
  @Override
  ConecProducer<T> setWriteQueueMaxSize(int maxSize);

  /**
   * @return whether as many bytes as may wait have been written and not yet been taken
   */
  @Override
  boolean writeQueueFull();

  /**
   * Set a handler that is called when the queue has been full, and is half empty again.
   */
  @Override
  ConecProducer<T> drainHandler(@Nullable Handler<Void> handler);

  /**
   * Set a handler for the failures of writes, which the futures of the writes get, too.
   */
  @Override
  ConecProducer<T> exceptionHandler(@Nullable Handler<Throwable> handler);
}
