package io.conec.impl.bridge;

import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameWriter;
import io.vertx.core.Completable;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;

/**
 * A message of the peer that a local consumer answers: the counterpart of {@link LocalMessage}.
 *
 * @param id the id of the answer
 */
record ServedMessage(BusStream stream, long id) implements Completable<Message<Object>> {

  @Override
  public void complete(Message<Object> reply, Throwable failure) {
    stream.served();
    if (failure != null) {
      stream.sendFailure(id, Failures.of(failure));
    } else if (stream.isOpen()) {
      send(reply);
    } else {
      stream.bridge.bus().fail(reply, stream.endReason());
    }
  }

  private void send(Message<Object> reply) {
    boolean isAnswered = reply.replyAddress() != null;
    long deadline = isAnswered ? stream.bridge.bus().deadline(reply) : 0;
    long next = isAnswered ? stream.await(reply, deadline) : BusFrame.NO_ID;
    Handler<Throwable> onFailure = failure -> {
      stream.pending.fail(next, failure);
      stream.sendFailure(id, Failures.of(failure));
    };
    try {
      long timeout = Deadline.remaining(deadline);
      Buffer frame = BusFrameWriter.answer(id, next, timeout, reply.headers(), BodyCodec.size(reply));
      stream.bridge.bodies().write(frame, reply);
      stream.write(frame, onFailure);
    } catch (RuntimeException e) {
      onFailure.handle(e);
    }
  }
}
