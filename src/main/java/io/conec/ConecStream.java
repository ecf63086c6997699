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
 * A data stream: an ordered and reliable sequence of messages in each direction between two peers, encrypted end to
 * end.
 * <p>
 * Each message that is {@linkplain #write(Buffer) written} arrives as one {@link Buffer} of the same length, or not at
 * all; a message may be empty. A {@linkplain #pause() paused} reader stops the writer at the other end. The data in
 * between is bounded by the flow control of QUIC (RFC 9000, section 4) and, at the reader, by {@code
 * maxBufferedMessages} messages that wait and one that is incomplete. A reader that needs only the newest messages can
 * {@linkplain #setOverflow(OverflowPolicy, int) drop the oldest} instead.
 * <p>
 * Each direction ends by itself ({@link #end()}, half-close). The stream is closed when both directions have ended,
 * when one side {@linkplain #reset(long) resets} it, or when its channel closes. Handlers run on the context of the
 * client.
 */
@VertxGen
public interface ConecStream extends ReadStream<Buffer>, WriteStream<Buffer> {

  /**
   * @return the id of this stream, the same at both ends; unique among the open streams that the same side has opened
   * on this channel
   */
  @CacheReturn
  long id();

  /**
   * @return the id of the peer at the other end, proved by its certificate
   */
  @CacheReturn
  String peer();

  /**
   * @return the application protocol that the opening side gave in {@link StreamOptions#setProtocol(String)}, empty by
   * default
   */
  @CacheReturn
  String protocol();

  /**
   * @return {@code true} when the peer opened this stream
   */
  @CacheReturn
  boolean isIncoming();

  /**
   * @return the largest message that the peer reads, in bytes: its {@code maxMessageSize}. A larger one fails with
   * {@link ConecError#MESSAGE_TOO_LARGE}. A writer of bytes can split them into messages of this size
   */
  @CacheReturn
  int maxMessageSize();

  /**
   * @return the channel that carries this stream
   */
  @CacheReturn
  ConecChannel channel();

  /**
   * Write one message.
   * <p>
   * The future completes when QUIC has taken the message and there is room for another; the peer may not have it yet.
   * Only {@link #end()} confirms that the peer has received everything. The future fails with
   * {@link ConecError#MESSAGE_TOO_LARGE} when the message is larger than the peer reads, and the stream goes on; with
   * {@link ConecError#STREAM_CLOSED} after {@link #end()}; or with the {@linkplain #closeReason() reason} for which the
   * stream has closed.
   *
   * @param data the message, may be empty
   * @return a future completed when there is room for another message
   */
  @Override
  Future<Void> write(Buffer data);

  /**
   * End the writing side. The peer reads all messages, then the end.
   *
   * @return a future completed when the end handler of the peer has been called, so its handlers have received every
   * message. There is no time-out. The future fails when the stream or the channel closes before that; a failed write
   * is not reported again
   */
  @Override
  Future<Void> end();

  /**
   * Write a last message, then {@link #end()}.
   *
   * @param data the message, may be empty
   * @return the future of {@link #end()}; it fails when the message cannot be written, but the writing side ends in any
   * case
   */
  @Override
  default Future<Void> end(Buffer data) {
    Future<Void> written = write(data);
    Future<Void> ended = end();
    return written.compose(v -> ended);
  }

  /**
   * Abort both directions of the stream. This side drops all queued messages. The peer gets
   * {@link ConecError#STREAM_RESET} with the given code, after at most the messages that it had received already.
   *
   * @param code a number from 0 to 2<sup>53</sup>-1, the range that JSON keeps exactly; the application defines its
   *             meaning
   * @return a future completed when the peer has confirmed the reset, so that the id can be used again, or when the
   * channel has closed
   */
  Future<Void> reset(long code);

  /**
   * @return why the stream has closed, a {@link ConecException}; {@code null} while it is open and when both sides have
   * ended it
   */
  @Nullable
  Throwable closeReason();

  /**
   * Set a handler that is called once when the stream has closed, for whatever reason. It is called immediately when
   * the stream is closed already.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecStream closeHandler(@Nullable Handler<Void> handler);

  /**
   * Set a handler for the {@link ConecException} that closes this stream before both sides have ended it.
   */
  @Override
  ConecStream exceptionHandler(@Nullable Handler<Throwable> handler);

  /**
   * Set the handler of messages. While there is no handler, messages wait as if the stream were paused.
   */
  @Override
  ConecStream handler(@Nullable Handler<Buffer> handler);

  /**
   * Set how many messages wait for the handler of this side, and what happens when there are more. Use it for streams
   * that the peer has opened; {@link StreamOptions} have the same for streams that this side opens.
   * <p>
   * With {@link OverflowPolicy#BLOCK}, the default, the writer at the other end waits. With
   * {@link OverflowPolicy#DROP_OLDEST} the writer never waits: this side drops the oldest messages and
   * {@linkplain #droppedHandler(Handler) counts} them. Use this for values of which only the newest matter, such as
   * positions, prices, or the pictures of a camera.
   *
   * @param overflow            what happens when the handler is too slow
   * @param maxBufferedMessages the number of messages that wait for the handler, 1 to 1,048,576, default
   *                            {@link StreamOptions#DEFAULT_MAX_BUFFERED_MESSAGES}; each may be as large as
   *                            {@code maxMessageSize} of this side
   * @return a reference to this, so the API can be used fluently
   * @throws IllegalArgumentException when {@code maxBufferedMessages} is out of range
   */
  @Fluent
  ConecStream setOverflow(OverflowPolicy overflow, int maxBufferedMessages);

  /**
   * Set a handler that is called with the exact number of messages that {@link OverflowPolicy#DROP_OLDEST} has dropped
   * since the previous message. It is called before the next message, or before the end.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecStream droppedHandler(@Nullable Handler<Long> handler);

  @Override
  ConecStream pause();

  @Override
  default ConecStream resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  ConecStream fetch(long amount);

  /**
   * Set a handler that is called when the peer has ended its side and the handler has received every message. The end
   * of a paused stream waits, like a message, until the reader {@linkplain #fetch(long) fetches} or
   * {@linkplain #resume() resumes}. A handler that is set after the end is called, too.
   */
  @Override
  ConecStream endHandler(@Nullable Handler<Void> endHandler);

  /**
   * Set how many bytes can be queued here before {@link #writeQueueFull()} returns {@code true}, default
   * {@link StreamOptions#DEFAULT_WRITE_QUEUE_MAX_SIZE}.
   *
   * @param maxSize bytes, 1 or more
   */
  @Override
  ConecStream setWriteQueueMaxSize(int maxSize);

  /**
   * Set a handler that is called when the write queue was full and is half empty again.
   */
  @Override
  ConecStream drainHandler(@Nullable Handler<Void> handler);
}
