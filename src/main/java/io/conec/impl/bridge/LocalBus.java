package io.conec.impl.bridge;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;

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

  private final EventBus bus;
  private final SenderTimeouts timeouts;

  LocalBus(EventBus bus, SenderTimeouts timeouts) {
    this.bus = bus;
    this.timeouts = timeouts;
  }

  void send(String address, Body body, MultiMap headers) {
    deliver(() -> bus.send(address, body.value(), options(new DeliveryOptions(), body, headers)));
  }

  void publish(String address, Body body, MultiMap headers) {
    deliver(() -> bus.publish(address, body.value(), options(new DeliveryOptions(), body, headers)));
  }

  private static void deliver(Runnable delivery) {
    try {
      delivery.run();
    } catch (Throwable e) {
      throw Failures.undeliverable(e);
    }
  }

  void request(String address, Body body, MultiMap headers, long timeout, Outcome outcome) {
    SenderTimeouts.Tracked options = timeouts.track(timeout);
    options(options, body, headers);
    await(() -> bus.request(address, body.value(), options), options, outcome);
  }

  void replyAndRequest(Message<?> message, Body body, MultiMap headers, long timeout, Outcome outcome) {
    SenderTimeouts.Tracked options = timeouts.track(timeout);
    options(options, body, headers);
    await(() -> message.replyAndRequest(body.value(), options), options, outcome);
  }

  private static void await(Supplier<Future<Message<Object>>> request, SenderTimeouts.Tracked options,
                            Outcome outcome) {
    Future<Message<Object>> reply;
    try {
      reply = request.get();
    } catch (Throwable e) {
      options.done();
      outcome.handle(null, 0, Failures.of(Failures.undeliverable(e)));
      return;
    }
    reply.onComplete((message, failure) -> {
      options.done();
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
