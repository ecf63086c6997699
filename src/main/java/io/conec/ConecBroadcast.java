package io.conec;

import io.conec.impl.config.BroadcastName;
import io.vertx.codegen.annotations.CacheReturn;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/**
 * The part of a client in a broadcast: a named stream through the Coordinator with any number of senders and readers.
 * <p>
 * All readers get the messages in the same order, and the messages of one sender in the order in which they were
 * written. A reader gets only messages that are sent while it is in the broadcast. The Coordinator can read the
 * messages, unlike those of channels: encrypt the body if it must stay secret.
 * <p>
 * When the client has lost its connection to the Coordinator and has reconnected, it joins again by itself. Meanwhile
 * writes fail with {@link ConecError#COORDINATOR_LOST}, and this reader loses the messages of others; the
 * {@link #droppedHandler(Handler)} gets their number.
 * <p>
 * It ends when
 * <ul>
 * <li>this side {@linkplain #leave() leaves}, or the client closes
 * <li>the Coordinator cuts it off ({@link ConecError#BROADCAST_STALLED})
 * <li>the client cannot join again, because the Coordinator refuses, has other limits now, or does not answer
 * ({@link ConecError#TIMEOUT})
 * <li>one side breaks the protocol ({@link ConecError#PROTOCOL_VIOLATION})
 * <li>another process takes over the id of the client ({@link ConecError#REPLACED})
 * </ul>
 * Then messages that still wait for the handler are dropped. Handlers run on the context of the client.
 */
@VertxGen
public interface ConecBroadcast extends ReadStream<BroadcastMessage>, WriteStream<Buffer> {

  /** The longest name, in characters. */
  int MAX_NAME_LENGTH = BroadcastName.MAX_LENGTH;

  /**
   * @return the name of the broadcast
   */
  @CacheReturn
  String name();

  /**
   * @return whether this side sends, reads, or both
   */
  @CacheReturn
  BroadcastRole role();

  /**
   * @return {@code false} while the client has lost its connection to the Coordinator, and after this broadcast has
   * ended
   */
  boolean isJoined();

  /**
   * Send one message to all readers.
   * <p>
   * The future completes when QUIC has taken the message and there is room for another. It fails with
   * <ul>
   * <li>{@link ConecError#MESSAGE_TOO_LARGE}: the message is larger than the Coordinator allows
   * <li>{@link ConecError#COORDINATOR_LOST}: the client has lost its connection to the Coordinator; when that happened
   * before QUIC had taken the message, it is unknown whether the readers get it
   * <li>{@link ConecError#STREAM_CLOSED}: this side has called {@link #leave()}
   * <li>the {@linkplain #closeReason() reason} for which this broadcast has ended
   * <li>an {@link IllegalStateException}: this side is a {@link BroadcastRole#READER}
   * </ul>
   *
   * @param data the message, may be empty
   * @return a future completed when there is room for another message
   */
  @Override
  Future<Void> write(Buffer data);

  /**
   * Leave the broadcast. The client sends all messages that were written before, reads no more, drops messages that
   * wait for the handler, and calls the {@linkplain #endHandler(Handler) end handler}.
   *
   * @return a future completed when the Coordinator has received everything and this client is no longer in the
   * broadcast. It waits while readers block the senders, and has no time-out. It fails with
   * {@link ConecError#COORDINATOR_LOST} when the client loses its connection before that, or with the
   * {@linkplain #closeReason() reason} for which this broadcast has ended already
   */
  Future<Void> leave();

  /**
   * The same as {@link #leave()}.
   */
  @Override
  default Future<Void> end() {
    return leave();
  }

  /**
   * Write a last message, then {@link #leave()}.
   *
   * @param data the message, may be empty
   * @return the future of {@link #leave()}; it fails when the message cannot be written
   */
  @Override
  default Future<Void> end(Buffer data) {
    Future<Void> written = write(data);
    Future<Void> left = leave();
    return written.compose(v -> left);
  }

  /**
   * @return why this broadcast has ended for this client, a {@link ConecException}; {@code null} while it goes on and
   * after {@link #leave()}
   */
  @Nullable
  Throwable closeReason();

  /**
   * Set a handler that is called with the number of messages that this reader has lost since the previous one, because
   * it was too slow ({@link OverflowPolicy#DROP_OLDEST}, the default) or had lost its connection to the Coordinator. It
   * is called before the next message, and immediately after a lost connection when no message waits.
   * <p>
   * The number is exact, with two exceptions after a lost connection. Without
   * {@linkplain BroadcastOptions#setReceiveOwnMessages(boolean) own messages} it includes the own messages since the
   * last one of another sender. When the Coordinator has restarted, it counts from the restart only; the
   * {@linkplain BroadcastMessage#sequence() sequence numbers} show which older messages are missing.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecBroadcast droppedHandler(@Nullable Handler<Long> handler);

  /**
   * Set a handler that is called with a {@link ConecException} each time the client loses its connection to the
   * Coordinator. Writes fail from then on, until this client has joined again.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecBroadcast disconnectedHandler(@Nullable Handler<Throwable> handler);

  /**
   * Set a handler that is called each time this client has joined again after it lost its connection to the
   * Coordinator.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecBroadcast rejoinedHandler(@Nullable Handler<Void> handler);

  /**
   * Set a handler that is called once when this broadcast has ended for this client, for whatever reason. It is called
   * immediately when it has ended already.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecBroadcast closeHandler(@Nullable Handler<Void> handler);

  /**
   * Set a handler for the {@link ConecException} that ends this broadcast for this client, unless this side leaves.
   */
  @Override
  ConecBroadcast exceptionHandler(@Nullable Handler<Throwable> handler);

  /**
   * Set the handler of messages. While there is no handler, messages wait as if the broadcast were paused.
   */
  @Override
  ConecBroadcast handler(@Nullable Handler<BroadcastMessage> handler);

  @Override
  ConecBroadcast pause();

  @Override
  default ConecBroadcast resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  ConecBroadcast fetch(long amount);

  /**
   * Set a handler that is called when this side has left. The end of a paused broadcast waits until the reader fetches
   * or resumes; {@link #closeHandler(Handler)} does not wait.
   */
  @Override
  ConecBroadcast endHandler(@Nullable Handler<Void> endHandler);

  /**
   * Set how many bytes can be queued here before {@link #writeQueueFull()} returns {@code true}, default
   * {@link BroadcastOptions#DEFAULT_WRITE_QUEUE_MAX_SIZE}.
   *
   * @param maxSize bytes, 1 or more
   */
  @Override
  ConecBroadcast setWriteQueueMaxSize(int maxSize);

  /**
   * Set a handler that is called when the write queue was full and is half empty again.
   */
  @Override
  ConecBroadcast drainHandler(@Nullable Handler<Void> handler);
}
