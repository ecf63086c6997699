package io.conec.impl.client;

import io.conec.ConecException;
import io.conec.PeerEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.List;

/**
 * Somebody who wants to know who is there now, and no more than that.
 */
final class PeerQuery implements PeerInterest.Listener {

  private final Promise<List<String>> promise = Promise.promise();

  Future<List<String>> answer() {
    return promise.future();
  }

  @Override
  public void event(PeerEvent event) {
    // Only the whole list counts.
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
