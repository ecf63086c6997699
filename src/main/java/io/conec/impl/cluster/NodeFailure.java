package io.conec.impl.cluster;

import io.conec.ConecError;
import io.conec.ConecException;
import io.vertx.core.eventbus.ReplyException;

/** Why a request to another node failed. */
final class NodeFailure {

  private NodeFailure() {
  }

  /**
   * @param what what was requested
   */
  static ConecException of(Throwable failure, String what) {
    if (failure instanceof ReplyException reply && reply.failureCode() >= 0) {
      return new ConecException(ConecError.of(reply.failureCode()), reply.getMessage());
    }
    return new ConecException(ConecError.PEER_LOST, what + " was not answered by another node of the Coordinator",
      failure);
  }
}
