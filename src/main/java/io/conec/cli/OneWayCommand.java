package io.conec.cli;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.bridge.ConecBridgeEvent;
import io.conec.bridge.ConecBridgeEventType;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends messages without an answer; the command fails when the bridge cannot send one. */
abstract class OneWayCommand extends MessageCommand {

  private final AtomicInteger lost = new AtomicInteger();
  private volatile ConecError lastError;

  abstract MessageProducer<Object> producer(EventBus bus, DeliveryOptions delivery);

  @Override
  final void onMessageEvent(ConecBridgeEvent event) {
    boolean message = event.type() == ConecBridgeEventType.SEND || event.type() == ConecBridgeEventType.PUBLISH;
    if (message && event.error() != null) {
      lost.incrementAndGet();
      lastError = event.error();
    }
  }

  @Override
  final int run(Messages messages) throws Exception {
    MessageProducer<Object> producer = producer(messages.runtime().vertx().eventBus(), messages.delivery());
    for (int i = 0; i < count; i++) {
      messages.runtime().await(producer.write(messages.body()));
    }
    messages.runtime().await(messages.bridge().close());
    if (lost.get() > 0) {
      throw new CommandException(lost + " of " + count + " messages not sent: " + lastError.description(),
        new ConecException(lastError, lastError.description()));
    }
    messages.output().event("sent", new JsonObject()
        .put("peer", peer)
        .put("address", address)
        .put("count", count)
        .put("path", messages.path().toJson()),
      "sent " + count + (count == 1 ? " message" : " messages") + " to " + address + " at " + peer + ", "
        + messages.path());
    return 0;
  }
}
