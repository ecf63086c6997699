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
 * Sends messages to consumers of a peer no faster than these take them. {@link ConecBridge#sender(String, String)} and
 * {@link ConecBridge#publisher(String, String)} create it.
 * <p>
 * A message counts in the write queue until the consumers at the peer have taken it ({@link #writeQueueFull()},
 * {@linkplain #drainHandler(Handler) drain handler}). So a slow or
 * {@linkplain io.vertx.core.eventbus.MessageConsumer#pause() paused} consumer stops the producer, and memory is bounded
 * at both ends. Messages that do not fit into the buffer of the consumer ({@code maxBufferedMessages}) wait at the peer
 * instead of being discarded. Messages of one producer are delivered in the order in which they were written.
 * <p>
 * No message is lost while the stream to the peer is open. When the stream closes, each write whose message is not
 * confirmed fails; that message may have been delivered or not. The producer goes on when the peer is back.
 * <p>
 * Messages do not pass the local event bus: they need no import, and interceptors do not see them. The
 * {@linkplain ConecBridge#bridgeEventHandler(Handler) event handler} of the bridge sees them. A producer has no
 * resources of its own and need not be closed.
 * <p>
 * All methods can be called from any thread. Handlers run on the context that created the producer. The future of a
 * write completes on the context of its caller.
 *
 * @param <T> the type of the bodies, as for {@link MessageProducer}
 */
@VertxGen
public interface ConecProducer<T> extends WriteStream<T>, MessageProducer<T> {

  /**
   * Default size of the write queue, 1 MiB: the bytes that the bridge of a peer reads ahead of its consumers by
   * default.
   */
  int DEFAULT_WRITE_QUEUE_MAX_SIZE = ConecBridgeOptions.DEFAULT_MAX_EXPORT_IN_FLIGHT_BYTES;

  /** The least that a message counts in the write queue, 1 KiB: about the memory of a small message that waits. */
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
   * The future completes when the consumer, or each of them, has taken the message, that is, when the message is passed
   * to its handler. It fails with a {@link io.vertx.core.eventbus.ReplyException} as on an event bus. Its type is
   * {@link io.vertx.core.eventbus.ReplyFailure#NO_HANDLERS} when the peer has no consumer; otherwise it has the code of
   * <ul>
   * <li>{@link ConecError#BUS_NOT_PERMITTED}: the peer does not export the address to this client, or an event handler
   * has denied the message</li>
   * <li>{@link ConecError#BUS_PEER_AWAY}: the peer is away, or its stream closed before it confirmed the message</li>
   * <li>{@link ConecError#BUS_OVERLOADED}: the queue was full, and there is no more room, see
   * {@link #setWriteQueueMaxSize(int)}</li>
   * <li>{@link ConecError#BUS_CODEC}: the body cannot be encoded here or decoded there</li>
   * <li>{@link ConecError#MESSAGE_TOO_LARGE}: the message is larger than the peer reads</li>
   * <li>{@link ConecError#LIMIT_EXCEEDED}: the message has more than 1000 headers</li>
   * <li>{@link ConecError#STREAM_CLOSED}: the producer has ended</li>
   * <li>{@link ConecError#CLOSED}: the bridge is closed</li>
   * </ul>
   * Other writes go on after a failure. There is no time-out: a message waits as long as the consumer is paused.
   *
   * @param body the body, may be {@code null}; it is encoded before this method returns
   * @return a future completed when the consumer has taken the message
   */
  @Override
  Future<Void> write(T body);

  /**
   * Accept no more messages.
   *
   * @return a future completed when the consumers have taken all messages; it fails with the first failure of a pending
   * write
   */
  @Override
  Future<Void> end();

  /**
   * Write a last message, then {@link #end()}.
   *
   * @param body the body
   * @return the future of {@link #end()}; it fails when the message cannot be written
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
   * Set the options of the following messages.
   *
   * @param options headers, codec and tracing policy; other options have no effect
   */
  @Override
  @Fluent
  ConecProducer<T> deliveryOptions(DeliveryOptions options);

  /**
   * Set how many bytes may wait before {@link #writeQueueFull()} returns {@code true}, default
   * {@link #DEFAULT_WRITE_QUEUE_MAX_SIZE}. Each message counts at least {@link #MIN_MESSAGE_SIZE}. On a path with a
   * round trip of 100 ms the default allows 10,000 messages, or 10 MiB, a second.
   * <p>
   * A write fails with {@link ConecError#BUS_OVERLOADED} when it exceeds
   * {@link ConecBridgeOptions#getMaxQueuedBytes()}, or this limit if that is more.
   *
   * @param maxSize bytes, 1 or more
   */
  @Override
  ConecProducer<T> setWriteQueueMaxSize(int maxSize);

  /**
   * @return whether the messages that were written and not yet taken have reached the limit
   */
  @Override
  boolean writeQueueFull();

  /**
   * Set a handler that is called when the write queue was full and is half empty again.
   */
  @Override
  ConecProducer<T> drainHandler(@Nullable Handler<Void> handler);

  /**
   * Set a handler that gets the failure of each write, as the future of the write does.
   */
  @Override
  ConecProducer<T> exceptionHandler(@Nullable Handler<Throwable> handler);
}
