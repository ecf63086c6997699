package io.conec.impl.bridge;

import io.conec.bridge.ImportInfo;
import io.vertx.core.Future;

/**
 * A configured import: of an address of one peer, or of all peers that match an expression.
 */
interface ImportItem {

  /**
   * @return completed when the first attempt has ended, or takes too long; attempts continue
   */
  Future<Void> start();

  /**
   * @return the state while there is no import, {@code null} when there is an import with a state of its own; from any
   * thread
   */
  ImportInfo info();

  /**
   * @return completed when the pending messages are sent
   */
  Future<Void> close();
}
