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
 * A data stream: an ordered, reliable sequence of whole messages in each direction, between two peers, encrypted from
 * end to end.
 * <p>
 * A message that is {@linkplain #write(Buffer) written} arrives as one {@link Buffer} of the same length, or not at
 * all; an empty message is a message. A reader that is {@linkplain #pause() paused} stops the writer at the other end:
 * the flow control of QUIC (RFC 9000, section 4) bounds what is under way, and
 * {@link StreamOptions#setMaxBufferedMessages(int)} what waits at the reader. A reader that wants only the newest
 * messages {@linkplain #setOverflow(OverflowPolicy, int) drops the oldest} instead.
 * <p>
 * The two directions end independently ({@link #end()}, half-close). The stream is closed when both have ended, when
 * one side {@linkplain #reset(long) resets} it, or when its channel closes. Handlers run on the context of the client.
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
   * @return the application protocol named in {@link StreamOptions#setProtocol(String)} by the side that opened
   * the stream, empty by default
   */
  @CacheReturn
  String protocol();

  /**
   * @return {@code true} when the peer opened this stream
   */
  @CacheReturn
  boolean isIncoming();

  /**
   * @return the largest message that the peer reads, in bytes: {@code maxMessageSize} of the peer. A larger one fails
   * with {@link ConecError#MESSAGE_TOO_LARGE}, so a writer that has bytes and no messages cuts them to this size.
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
   * The future completes when QUIC has taken the message, which is when there is room for another; it fails with
   * {@link ConecError#MESSAGE_TOO_LARGE} (and the stream goes on) when the message is larger than the peer reads, with
   * {@link ConecError#STREAM_CLOSED} after {@link #end()}, or with the {@linkplain #closeReason() reason} for which the
   * stream closed. Only {@link #end()} tells that the peer has everything.
   *
   * @param data the message, may be empty
   * @return a future completed when there is room for another message
   */
  @Override
  Future<Void> write(Buffer data);

  /**
   * End the writing side: the peer reads what was written, then the end.
   *
   * @return a future completed when the peer's end handler has been called, so every message has been taken by its
   * handler; it fails when the stream or the channel closes before. It waits as long as the reader takes. A write that
   * has failed by itself is not reported again.
   */
  @Override
  Future<Void> end();

  /**
   * Write a last message, then {@link #end()}.
   *
   * @param data the message, may be empty
   * @return the future of {@link #end()}, failed when the message could not be written; the stream is ended all
   * the same
   */
  @Override
  default Future<Void> end(Buffer data) {
    Future<Void> written = write(data);
    Future<Void> ended = end();
    return written.compose(v -> ended);
  }

  /**
   * Give up the stream in both directions: what is queued here is dropped, and the peer sees
   * {@link ConecError#STREAM_RESET} with the given code after at most what it had received already.
   *
   * @param code any number from 0 to 2<sup>53</sup>-1 (what JSON can carry exactly), with a meaning of the application
   * @return a future completed when the peer knows of the reset, so that the id can be used again, or when the channel
   * has closed
   */
  Future<Void> reset(long code);

  /**
   * @return why the stream closed, a {@link ConecException}; {@code null} while it is open and when both sides ended
   * in good order
   */
  @Nullable
  Throwable closeReason();

  /**
   * Set a handler that is called once, when the stream has closed for whatever reason; at once when it is closed.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  ConecStream closeHandler(@Nullable Handler<Void> handler);

  /**
   * Set a handler for the {@link ConecException} that ends this stream before its time.
   */
  @Override
  ConecStream exceptionHandler(@Nullable Handler<Throwable> handler);

  /**
   * Set the handler of messages. Messages wait, as for a reader that has paused, while there is none: before the first
   * one is set and after {@code null}.
   */
  @Override
  ConecStream handler(@Nullable Handler<Buffer> handler);

  /**
   * Set how many messages wait here for the handler, and what happens when there are more. It is for streams that the
   * peer has opened; for those that this side opens {@link StreamOptions} have it.
   * <p>
   * With {@link OverflowPolicy#BLOCK}, the default, the writer at the other end waits. With
   * {@link OverflowPolicy#DROP_OLDEST} it never does: the newest messages wait for the handler, and the oldest are
   * dropped and {@linkplain #droppedHandler(Handler) counted}. That is for values of which only the latest matter:
   * positions, prices, the pictures of a camera.
   *
   * @param overflow            what happens when the handler is too slow
   * @param maxBufferedMessages how many messages wait for the handler, 1 to 1,048,576, default
   *                            {@link StreamOptions#DEFAULT_MAX_BUFFERED_MESSAGES}; each may be as large as
   *                            {@code maxMessageSize} of this side
   * @return a reference to this, so the API can be used fluently
   * @throws IllegalArgumentException when {@code maxBufferedMessages} is out of its range
   */
  @Fluent
  ConecStream setOverflow(OverflowPolicy overflow, int maxBufferedMessages);

  /**
   * Set a handler for messages that were dropped, with {@link OverflowPolicy#DROP_OLDEST}. It gets their exact number
   * since the message before, ahead of the next message or of the end.
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
   * Set a handler called when the peer has ended its side and every message has been handled. For a reader that has
   * paused the end waits, like a message, until it {@linkplain #fetch(long) fetches} or {@linkplain #resume() resumes}.
   * A handler that is set after the end is called, too.
   */
  @Override
  ConecStream endHandler(@Nullable Handler<Void> endHandler);

  /**
   * Set how many bytes may be queued here before {@link #writeQueueFull()}, default
   * {@link StreamOptions#DEFAULT_WRITE_QUEUE_MAX_SIZE}.
   *
   * @param maxSize bytes, 1 or more
   */
  @Override
  ConecStream setWriteQueueMaxSize(int maxSize);

  /**
   * Set a handler that is called when the queue has been full, and is half empty again.
   */
  @Override
  ConecStream drainHandler(@Nullable Handler<Void> handler);
}
