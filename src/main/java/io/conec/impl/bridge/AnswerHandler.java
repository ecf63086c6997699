package io.conec.impl.bridge;

import io.vertx.core.MultiMap;

/**
 * Waits for the answer of the peer to a message that was sent to it. One of the methods is called, once.
 */
interface AnswerHandler {

  void answered(ReceivedBody body, MultiMap headers);

  /**
   * The peer waits for an answer to its answer.
   *
   * @param next    the id of that answer
   * @param timeout how long the peer waits, in milliseconds
   */
  void answered(ReceivedBody body, MultiMap headers, long next, long timeout);

  /** No answer comes, or one that cannot be read. */
  void failed(Throwable reason);
}
