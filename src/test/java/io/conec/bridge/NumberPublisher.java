package io.conec.bridge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Publishes the numbers from 0, 3 a millisecond, on a context of its own. */
final class NumberPublisher {

  private final Context context;
  private int published;
  private long timer;

  NumberPublisher(Vertx vertx, String address, int numbers) {
    context = vertx.getOrCreateContext();
    context.runOnContext(v -> timer = vertx.setPeriodic(1, tick -> {
      for (int i = 0; i < 3 && published < numbers; i++) {
        vertx.eventBus().publish(address, published++);
      }
    }));
  }

  /** @return how many there were */
  Future<Integer> stop() {
    return Future.future(promise -> context.runOnContext(v -> {
      context.owner().cancelTimer(timer);
      promise.complete(published);
    }));
  }
}
