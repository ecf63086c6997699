package io.conec.impl.bridge;

import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;

/**
 * An outbound interceptor of the event bus that also gets what peers publish there, which passes no interceptors.
 */
public interface PublishListener {

  /**
   * @param body as it was sent
   */
  void published(Message<Object> message, Object body);

  /** A peer publishes a message: tell those of the interceptors that want to know, of all bridges on the event bus. */
  static void published(Handler<?>[] interceptors, DeliveredMessage message) {
    for (Handler<?> interceptor : interceptors) {
      if (interceptor instanceof PublishListener listener) {
        listener.published(message, BusInternals.sentBody(message));
      }
    }
  }
}
