package io.conec.impl.channel;

import io.conec.ConecStream;
import io.conec.LossyReadStream;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/**
 * Reads all there is, and keeps the newest.
 */
public final class LossyReadStreamImpl implements LossyReadStream {

  private final ConecStream stream;

  public LossyReadStreamImpl(ConecStream stream, int bufferSize) {
    this.stream = stream;
    throw new UnsupportedOperationException();
  }

  @Override
  public LossyReadStream laggedHandler(Handler<Long> handler) {
    return this;
  }

  @Override
  public LossyReadStream exceptionHandler(Handler<Throwable> handler) {
    stream.exceptionHandler(handler);
    return this;
  }

  @Override
  public LossyReadStream handler(Handler<Buffer> handler) {
    return this;
  }

  @Override
  public LossyReadStream pause() {
    return this;
  }

  @Override
  public LossyReadStream fetch(long amount) {
    return this;
  }

  @Override
  public LossyReadStream endHandler(Handler<Void> endHandler) {
    return this;
  }
}
