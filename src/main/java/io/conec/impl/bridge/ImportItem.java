package io.conec.impl.bridge;

import io.conec.bridge.ImportInfo;
import io.vertx.core.Future;

/**
 * One thing that the bridge is told to import: an address of a peer, or of all peers that match an expression.
 */
interface ImportItem {

  /**
   * @return completed when the first attempt has ended, or takes too long; it goes on by itself
   */
  Future<Void> start();

  /**
   * @return why there is no import, {@code null} when there is one, which says itself what becomes of it; from any
   * thread
   */
  ImportInfo info();

  /**
   * @return completed when what is on its way is sent
   */
  Future<Void> close();
}
