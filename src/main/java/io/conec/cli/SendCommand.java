package io.conec.cli;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;
import picocli.CommandLine.Command;

/** Sends messages without an answer. */
@Command(
  name = "send",
  header = "Send a message to a peer.",
  description = "Sends to one consumer of an event-bus address that the peer exports, and waits for no answer.",
  footer = {
    "",
    "Examples:",
    "  conec send depot stock.reserve 'item 7'",
    "  conec send depot log - < app.log"
  })
final class SendCommand extends OneWayCommand {

  @Override
  MessageProducer<Object> producer(EventBus bus, DeliveryOptions delivery) {
    return bus.sender(address, delivery);
  }
}
