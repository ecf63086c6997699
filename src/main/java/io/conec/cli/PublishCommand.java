package io.conec.cli;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;
import picocli.CommandLine.Command;

/** Publishes messages. */
@Command(
  name = "publish",
  header = "Publish a message at a peer.",
  description = "Sends to all consumers of an event-bus address that the peer exports, and waits for no answer.",
  footer = {
    "",
    "Examples:",
    "  conec publish depot news 'we open at nine'",
    "  conec publish depot prices '{\"item\": 7, \"price\": 4.2}' --type json"
  })
final class PublishCommand extends OneWayCommand {

  @Override
  MessageProducer<Object> producer(EventBus bus, DeliveryOptions delivery) {
    return bus.publisher(address, delivery);
  }
}
