package io.conec.impl.bridge;

import io.vertx.core.MultiMap;

/**
 * Handles the answer of a peer to a message. One of the methods is called, once.
 */
interface AnswerHandler {

  void answered(ReceivedBody body, MultiMap headers);

  /**
   * The peer has answered, and may wait for an answer to its answer.
   *
   * @param next    the id of that answer
   * @param timeout how long the peer waits, in milliseconds
   */
  void answered(ReceivedBody body, MultiMap headers, long next, long timeout);

  /** There is no answer, or one that cannot be decoded. */
  void failed(Throwable reason);
}
