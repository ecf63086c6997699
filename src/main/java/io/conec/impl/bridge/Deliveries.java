package io.conec.impl.bridge;

import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.impl.OutboundDeliveryContext;
import io.vertx.core.eventbus.impl.clustered.ClusteredMessage;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out when consumers take what the bridge gives to the event bus, which queues it for each consumer without a
 * bound. It sees every message on its way out, on the thread of the sender, and on its way in, on the context of the
 * consumer.
 * <p>
 * A message that another interceptor swallows, or that waits for threads that have ended, is never seen again. Then
 * nothing refers to it any more, which the garbage collector finds out.
 */
final class Deliveries implements Handler<DeliveryContext<Object>> {

  private final Map<Delivery, Runnable> deliveries = new ConcurrentHashMap<>();
  private final Map<String, Delivery> requests = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> untraced = new ReferenceQueue<>();

  /**
   * @param trace an object that is in memory as long as the event bus has the message, and no longer
   */
  Delivery expect(Object trace, Runnable onTaken) {
    Delivery delivery = new Delivery(trace, untraced, this::done);
    deliveries.put(delivery, onTaken);
    return delivery;
  }

  private void done(Delivery delivery) {
    Runnable onTaken = deliveries.remove(delivery);
    if (onTaken != null) {
      onTaken.run();
    }
  }

  @Override
  public void handle(DeliveryContext<Object> delivery) {
    if (delivery instanceof OutboundDeliveryContext<?> outbound) {
      sent(outbound);
    } else {
      received(delivery.message());
    }
    delivery.next();
  }

  private void sent(OutboundDeliveryContext<?> outbound) {
    if (outbound.options instanceof SenderTimeouts.Tracked tracked && tracked.onTaken() != null) {
      String replyAddress = outbound.message.replyAddress();
      // The copy for the consumer has the same string. Nothing here may refer to that, or it would never be gone.
      String key = new String(replyAddress);
      Runnable onTaken = tracked.onTaken();
      Delivery request = expect(replyAddress, () -> {
        requests.remove(key);
        onTaken.run();
      });
      requests.put(key, request);
      outbound.writePromise.future().onComplete((written, failure) -> {
        if (failure != null || outbound.message instanceof ClusteredMessage<?, ?> message && message.isToWire()) {
          request.allTaken();
        }
      });
    } else {
      // An answer: of the consumer, or of the event bus that has discarded the request.
      taken(outbound.message.address());
    }
  }

  private void received(Message<?> message) {
    if (message instanceof TrackedMessage tracked) {
      tracked.taken();
    } else if (message.replyAddress() != null) {
      taken(message.replyAddress());
    }
  }

  private void taken(String replyAddress) {
    Delivery request = requests.get(replyAddress);
    if (request != null) {
      request.allTaken();
    }
  }

  /** Ends the deliveries that nothing refers to any more. */
  void purge() {
    for (Reference<?> gone = untraced.poll(); gone != null; gone = untraced.poll()) {
      ((Delivery) gone).allTaken();
    }
  }
}
