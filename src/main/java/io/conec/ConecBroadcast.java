package io.conec;

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
 * A client's part in a broadcast: a named stream through the Coordinator, with any number of senders and readers.
 * <p>
 * All readers get the messages in the same order, and those of one sender in the order in which it has written them. A
 * reader gets what is sent while it is in the broadcast. Unlike the content of channels, the Coordinator can read the
 * messages: encrypt the body if it must stay secret.
 * <p>
 * When the connection to the Coordinator is lost the client joins again by itself once it is back. Meanwhile writes
 * fail with {@link ConecError#COORDINATOR_LOST}, and messages of the others are dropped for this reader; the
 * {@link #droppedHandler(Handler)} gets their number.
 * <p>
 * It ends when this side {@linkplain #leave() leaves}, when the Coordinator cuts it off
 * ({@link ConecError#BROADCAST_STALLED}), when it cannot join again because the Coordinator refuses, has other limits
 * now, or does not answer ({@link ConecError#TIMEOUT}), when one side breaks the protocol
 * ({@link ConecError#PROTOCOL_VIOLATION}), when another process takes the id of the client
 * ({@link ConecError#REPLACED}), and when the client closes. Messages that have arrived and still wait for the handler
 * are dropped then. Handlers run on the context of the client.
 */
@VertxGen
public interface ConecBroadcast extends ReadStream<BroadcastMessage>, WriteStream<Buffer> {

  /** The longest name, in characters. */
  int MAX_NAME_LENGTH = 255;

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
   * @return {@code false} while the connection to the Coordinator is lost, and when this has ended
   */
  boolean isJoined();

  /**
   * Send one message to all readers.
   * <p>
   * The future completes when QUIC has taken the message, which is when there is room for another. It fails with
   * {@link ConecError#MESSAGE_TOO_LARGE} when it is larger than the Coordinator allows,
   * {@link ConecError#COORDINATOR_LOST} while the connection to the Coordinator is lost, or when it is lost before
   * QUIC has taken it, so that nobody knows whether the readers got it, {@link ConecError#STREAM_CLOSED} after
   * {@link #leave()}, the {@linkplain #closeReason() reason} for which this has ended, or an
   * {@link IllegalStateException} when this side is a {@link BroadcastRole#READER}.
   *
   * @param data the message, may be empty
   * @return a future completed when there is room for another message
   */
  @Override
  Future<Void> write(Buffer data);

  /**
   * Leave: what was written before is sent to the readers, nothing more is read, and the
   * {@linkplain #endHandler(Handler) end handler} is called. What has arrived and waits for the handler is dropped. It
   * waits as long as readers make the senders wait, and has no deadline of its own.
   *
   * @return a future completed when the Coordinator has taken everything and this client is not in the broadcast any
   * more; failed with {@link ConecError#COORDINATOR_LOST} when the connection was lost before that was known, or with
   * the {@linkplain #closeReason() reason} for which this has ended before
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
   * @return the future of {@link #leave()}, failed when the message could not be written
   */
  @Override
  default Future<Void> end(Buffer data) {
    Future<Void> written = write(data);
    Future<Void> left = leave();
    return written.compose(v -> left);
  }

  /**
   * @return why this has ended, a {@link ConecException}; {@code null} while it goes on and after {@link #leave()}
   */
  @Nullable
  Throwable closeReason();

  /**
   * Set a handler that gets, before the next message, the number of messages of the broadcast that were dropped for
   * this reader since the last one: because it was too slow ({@link OverflowPolicy#DROP_OLDEST}, the default), or
   * because they were sent while its connection to the Coordinator was lost. Then it is called at once if no message
   * waits.
   * <p>
   * The number is exact, except in two cases, both after a lost connection. Without
   * {@linkplain BroadcastOptions#setOwnMessages(boolean) own messages} some of the own ones can count, too: those in
   * front of a message of somebody else that was lost with the connection. And after a restart of the Coordinator it
   * counts what was sent since then; the {@linkplain BroadcastMessage#sequence() numbers} of the messages show what the
   * old Coordinator had not passed on.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecBroadcast droppedHandler(@Nullable Handler<Long> handler);

  /**
   * Set a handler called each time that the connection to the Coordinator is lost, with the {@link ConecException} that
   * says why: from now on writes fail, until this has joined again.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecBroadcast disconnectedHandler(@Nullable Handler<Throwable> handler);

  /**
   * Set a handler called each time that this has joined again after the connection to the Coordinator was lost.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecBroadcast rejoinedHandler(@Nullable Handler<Void> handler);

  /**
   * Set a handler that is called once, when this has ended for whatever reason; at once when it has.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecBroadcast closeHandler(@Nullable Handler<Void> handler);

  /**
   * Set a handler for the {@link ConecException} that ends this before its time.
   */
  @Override
  ConecBroadcast exceptionHandler(@Nullable Handler<Throwable> handler);

  /**
   * Set the handler of messages. Messages wait, as for a reader that has paused, while there is none: before the first
   * one is set and after {@code null}.
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
   * Set a handler called when this side has left. For a reader that has paused the end waits until it fetches or
   * resumes; {@link #closeHandler(Handler)} does not wait.
   */
  @Override
  ConecBroadcast endHandler(@Nullable Handler<Void> endHandler);

  /**
   * Set how many bytes may be queued here before {@link #writeQueueFull()}, default
   * {@link BroadcastOptions#DEFAULT_WRITE_QUEUE_MAX_SIZE}.
   *
   * @param maxSize bytes, 1 or more
   */
  @Override
  ConecBroadcast setWriteQueueMaxSize(int maxSize);

  /**
   * Set a handler that is called when the queue has been full, and is half empty again.
   */
  @Override
  ConecBroadcast drainHandler(@Nullable Handler<Void> handler);
}
