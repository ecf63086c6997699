package io.conec.impl.bridge;

import io.vertx.core.Completable;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Detects when consumers take messages of the bridge, because the event bus queues messages for each consumer without a
 * bound. It is an inbound interceptor, which sees each message on the context of its consumer.
 * <p>
 * Some messages are never seen, because another interceptor has swallowed them, or the thread of the consumer has
 * ended. Then nothing refers to them any more, and the garbage collector reports them.
 */
final class ConsumptionInterceptor implements Handler<DeliveryContext<Object>> {

  private final Set<Delivery> deliveries = ConcurrentHashMap.newKeySet();
  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

  /**
   * @param token an object that stays in memory exactly as long as the event bus has the message
   * @param done  see {@link LocalBus#deliver}
   */
  Delivery expect(Object token, Completable<Void> done) {
    Delivery delivery = new Delivery(token, collected, deliveries::remove, done);
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

  /** End the deliveries that nothing refers to any more. */
  void expire() {
    for (Reference<?> reference = collected.poll(); reference != null; reference = collected.poll()) {
      ((Delivery) reference).end();
    }
  }
}
