package io.conec.impl.bridge;

import io.vertx.core.Completable;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out when consumers take what the bridge gives to the event bus, which queues it for each consumer without a
 * bound. It is an inbound interceptor: it sees each message on the context of its consumer.
 * <p>
 * A message that another interceptor swallows, or that waits for threads that have ended, is never seen again. Then
 * nothing refers to it any more, which the garbage collector finds out.
 */
final class Deliveries implements Handler<DeliveryContext<Object>> {

  private final Set<Delivery> deliveries = ConcurrentHashMap.newKeySet();
  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

  /**
   * @param token an object that is in memory as long as the event bus has the message, and no longer
   * @param done  see {@link LocalBus#deliver}
   */
  Delivery expect(Object token, Completable<Void> done) {
    Delivery delivery = new Delivery(token, gone, deliveries::remove, done);
    deliveries.add(delivery);
    return delivery;
  }

  @Override
  public void handle(DeliveryContext<Object> delivery) {
    if (delivery.message() instanceof DeliveredMessage message) {
      message.taken();
    }
    delivery.next();
  }

  /** Ends the deliveries that nothing refers to any more. */
  void purge() {
    for (Reference<?> reference = gone.poll(); reference != null; reference = gone.poll()) {
      ((Delivery) reference).end();
    }
  }
}
