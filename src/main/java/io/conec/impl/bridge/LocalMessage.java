package io.conec.impl.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.Message;

/**
 * A message of the local event bus that waits for an answer of the peer.
 */
record LocalMessage(BusStream stream, Message<?> message) implements AnswerHandler {

  @Override
  public void answered(ReceivedBody body, MultiMap headers) {
    stream.bridge.bus().reply(message, body.body(), headers);
  }

  @Override
  public void answered(ReceivedBody body, MultiMap headers, long next, long timeout) {
    stream.bridge.bus().replyAndRequest(message, body.body(), headers, timeout, stream.serve(next));
  }

  @Override
  public void failed(Throwable reason) {
    stream.bridge.bus().fail(message, reason);
  }
}
