package io.conec.bus;

import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the event bus of one node tells its metrics about one address. */
final class BusMetrics implements VertxMetrics, EventBusMetrics<String> {

  private final Queue<String> events = new ConcurrentLinkedQueue<>();
  private volatile String watched;

  void watch(String address) {
    events.clear();
    watched = address;
  }

  List<String> events() {
    return List.copyOf(events);
  }

  private void note(String address, String event) {
    if (address.equals(watched)) {
      events.add(event);
    }
  }

  private static String where(boolean local) {
    return local ? " local" : " remote";
  }

  @Override
  public EventBusMetrics<?> createEventBusMetrics() {
    return this;
  }

  @Override
  public String handlerRegistered(String address) {
    note(address, "registered");
    return address;
  }

  @Override
  public void handlerUnregistered(String address) {
    note(address, "unregistered");
  }

  @Override
  public void scheduleMessage(String address, boolean local) {
    note(address, "scheduled" + where(local));
  }

  @Override
  public void discardMessage(String address, boolean local, Message<?> message) {
    note(address, "discarded" + where(local));
  }

  @Override
  public void messageDelivered(String address, boolean local) {
    note(address, "delivered" + where(local));
  }

  @Override
  public void messageSent(String address, boolean publish, boolean local, boolean remote) {
    note(address, (publish ? "published" : "sent") + where(local));
  }

  @Override
  public void messageReceived(String address, boolean publish, boolean local, int handlers) {
    note(address, "received" + where(local) + " for " + handlers);
  }

  @Override
  public void replyFailure(String address, ReplyFailure failure) {
    note(address, "failed " + failure);
  }
}
