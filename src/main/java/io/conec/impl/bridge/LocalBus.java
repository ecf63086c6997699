package io.conec.impl.bridge;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.internal.VertxInternal;

import java.util.function.Supplier;

/**
 * The local event bus as the bridge uses it: nothing thrown by a codec or an interceptor gets past this class.
 */
final class LocalBus {

  /** What came of a request: a reply with the deadline of what it asks for, or a failure. */
  @FunctionalInterface
  interface Outcome {
    void handle(Message<Object> reply, long replyDeadline, ReplyException failure);
  }

  private final VertxInternal vertx;
  private final EventBusImpl bus;
  private final SenderTimeouts timeouts;
  private final Deliveries deliveries;

  LocalBus(VertxInternal vertx, SenderTimeouts timeouts, Deliveries deliveries) {
    this.vertx = vertx;
    this.bus = (EventBusImpl) vertx.eventBus();
    this.timeouts = timeouts;
    this.deliveries = deliveries;
  }

  /**
   * @param send    to one consumer, or to all
   * @param onTaken run once, when they have taken it or it is given up; on any thread
   */
  void deliver(boolean send, String address, Body body, MultiMap headers, Runnable onTaken) {
    TrackedMessage message;
    try {
      message = message(send, address, body, headers);
    } catch (Throwable e) {
      onTaken.run();
      throw Failures.undeliverable(e);
    }
    Delivery delivery = message.track(deliveries, onTaken);
    try {
      // A clustered event bus may look for consumers until then.
      bus.sendOrPubInternal(message, options(new DeliveryOptions(), body, headers), null)
        .onComplete(sent -> delivery.taken());
    } catch (Throwable e) {
      delivery.taken();
      throw Failures.undeliverable(e);
    }
  }

  @SuppressWarnings("unchecked")
  private TrackedMessage message(boolean send, String address, Body body, MultiMap headers) {
    boolean clustered = vertx.isClustered();
    MessageCodec<Object, Object> codec =
      bus.createMessage(send, !clustered, address, headers, body.value(), body.codecName()).codec();
    return new TrackedMessage(clustered ? vertx.clusterManager().getNodeId() : null, address, headers, body.value(),
      codec, send, bus);
  }

  /**
   * @param onTaken run when the consumer has taken it; on any thread, maybe after the outcome, maybe more than once
   */
  void request(String address, Body body, MultiMap headers, long timeout, Runnable onTaken, Outcome outcome) {
    SenderTimeouts.Tracked options = timeouts.track(timeout, onTaken);
    options(options, body, headers);
    await(() -> bus.request(address, body.value(), options), options, outcome);
  }

  void replyAndRequest(Message<?> message, Body body, MultiMap headers, long timeout, Outcome outcome) {
    SenderTimeouts.Tracked options = timeouts.track(timeout, null);
    options(options, body, headers);
    await(() -> message.replyAndRequest(body.value(), options), options, outcome);
  }

  private static void await(Supplier<Future<Message<Object>>> request, SenderTimeouts.Tracked options,
                            Outcome outcome) {
    Future<Message<Object>> reply;
    try {
      reply = request.get();
    } catch (Throwable e) {
      options.done(e);
      outcome.handle(null, 0, Failures.of(Failures.undeliverable(e)));
      return;
    }
    reply.onComplete((message, failure) -> {
      options.done(failure);
      if (failure != null) {
        outcome.handle(null, 0, Failures.of(failure));
      } else {
        outcome.handle(message, message.replyAddress() == null ? 0 : options.replyDeadline(), null);
      }
    });
  }

  void reply(Message<?> message, Body body, MultiMap headers) {
    try {
      message.reply(body.value(), options(new DeliveryOptions(), body, headers));
    } catch (Throwable e) {
      fail(message, Failures.undeliverable(e));
    }
  }

  /** Tell the sender, if it waits for an answer. */
  void fail(Message<?> message, Throwable failure) {
    if (message.replyAddress() != null) {
      message.reply(Failures.of(failure));
    }
  }

  private static DeliveryOptions options(DeliveryOptions options, Body body, MultiMap headers) {
    return options.setCodecName(body.codecName()).setHeaders(headers);
  }
}
