package io.conec.bench;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Requests over the event bus.
 */
final class BusSubject implements Subject {

  private final Vertx vertx;
  private final Context context;
  private final String address;

  /**
   * @param context of the sender
   */
  BusSubject(Vertx vertx, Context context, String address) {
    this.vertx = vertx;
    this.context = context;
    this.address = address;
  }

  @Override
  public CompletableFuture<long[]> roundTrips(int count) {
    Requester requester = new Requester(count);
    context.runOnContext(v -> requester.trips.send());
    return requester.trips.result();
  }

  @Override
  public CompletableFuture<Double> throughput(Duration duration) {
    throw new UnsupportedOperationException("an event bus has no streams");
  }

  private final class Requester {

    private final Buffer ping = Buffer.buffer(new byte[PING_SIZE]);
    private final RoundTrips trips;

    Requester(int count) {
      trips = new RoundTrips(count, this::request);
    }

    private void request() {
      vertx.eventBus().<Buffer>request(address, ping)
        .onSuccess(reply -> trips.answered())
        .onFailure(trips::failed);
    }
  }
}
