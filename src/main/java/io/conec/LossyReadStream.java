package io.conec;

import io.conec.impl.channel.LossyReadStreamImpl;
import io.conec.impl.config.Require;
import io.vertx.codegen.annotations.Fluent;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * Reads a data stream without ever making its writer wait: messages are taken as they come, the newest wait for the
 * handler, and when there are too many of them the oldest is dropped and counted.
 * <p>
 * For values of which only the latest are of interest: positions, prices, pictures of a camera.
 */
@VertxGen
public interface LossyReadStream extends ReadStream<Buffer> {

  /** The largest buffer, in messages. */
  int MAX_BUFFER_SIZE = 1024 * 1024;

  /**
   * From now on reading from the stream does not make its writer wait. Set handlers here instead of at the stream; what
   * else it does, writing to it for example, goes on as before.
   *
   * @param stream     the stream to read from
   * @param bufferSize how many messages wait for the handler, 1 to 1,048,576; each may be as large as
   *                   {@code maxMessageSize} of the stream
   * @return the messages of the stream
   * @throws IllegalArgumentException when {@code bufferSize} is out of its range, or the stream is not one of a
   *                                  {@link ConecClient}
   */
  static LossyReadStream create(ConecStream stream, int bufferSize) {
    return new LossyReadStreamImpl(stream, Require.between("bufferSize", bufferSize, 1, MAX_BUFFER_SIZE));
  }

  /**
   * Set a handler that is told, before the next message, how many messages were dropped between the last one and that.
   * When messages have been dropped at the end it is told before the end handler.
   *
   * @param handler the handler
   * @return a reference to this, so the API can be used fluently
   */
  @Fluent
  LossyReadStream laggedHandler(@Nullable Handler<Long> handler);

  /**
   * Set a handler for the {@link ConecException} that ends the stream before its time; the same as that of the stream.
   */
  @Override
  LossyReadStream exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  LossyReadStream handler(@Nullable Handler<Buffer> handler);

  @Override
  LossyReadStream pause();

  @Override
  default LossyReadStream resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  LossyReadStream fetch(long amount);

  /**
   * Set a handler called when the peer has ended its side and every message that was not dropped has been handled. For
   * a reader that has paused the end waits until it fetches or resumes.
   */
  @Override
  LossyReadStream endHandler(@Nullable Handler<Void> endHandler);
}
