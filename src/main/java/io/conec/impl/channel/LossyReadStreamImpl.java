package io.conec.impl.channel;

import io.conec.ConecStream;
import io.conec.LossyReadStream;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/**
 * A data stream whose queue of messages drops the oldest.
 */
public final class LossyReadStreamImpl implements LossyReadStream {

  private final StreamImpl stream;

  public LossyReadStreamImpl(ConecStream stream, int bufferSize) {
    if (!(stream instanceof StreamImpl)) {
      throw new IllegalArgumentException("stream must be one that a ConecClient has opened or handed out");
    }
    this.stream = (StreamImpl) stream;
    this.stream.reader.dropOldest(bufferSize);
  }

  @Override
  public LossyReadStream laggedHandler(Handler<Long> handler) {
    stream.reader.laggedHandler(handler);
    return this;
  }

  @Override
  public LossyReadStream exceptionHandler(Handler<Throwable> handler) {
    stream.exceptionHandler(handler);
    return this;
  }

  @Override
  public LossyReadStream handler(Handler<Buffer> handler) {
    stream.handler(handler);
    return this;
  }

  @Override
  public LossyReadStream pause() {
    stream.pause();
    return this;
  }

  @Override
  public LossyReadStream fetch(long amount) {
    stream.fetch(amount);
    return this;
  }

  @Override
  public LossyReadStream endHandler(Handler<Void> handler) {
    stream.endHandler(handler);
    return this;
  }
}
