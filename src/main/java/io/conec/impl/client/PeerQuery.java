package io.conec.impl.client;

import io.conec.ConecException;
import io.conec.PeerEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.List;

/**
 * A single query of the connected peers.
 */
final class PeerQuery implements PeerListener {

  private final Promise<List<String>> promise = Promise.promise();

  Future<List<String>> answer() {
    return promise.future();
  }

  @Override
  public void event(PeerEvent event) {
    // Ignored: only the whole list counts.
  }

  @Override
  public void complete(List<String> ids) {
    promise.tryComplete(ids);
  }

  @Override
  public void failed(ConecException reason) {
    promise.tryFail(reason);
  }
}
