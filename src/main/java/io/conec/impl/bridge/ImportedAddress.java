package io.conec.impl.bridge;

import io.conec.bridge.BusHeaders;
import io.conec.impl.bridge.Transit.Destination;
import io.conec.impl.wire.BusRoute;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A local address that leads to consumers of peers. It has one local consumer for each client that the imports reach
 * now, so that the round robin of the event bus treats these clients like consumers of the application. Any of the
 * local consumers can handle a sent message. A published message comes to all of them: the first passes it on to all
 * imports, the others to none, so that each client gets it once, even while clients come and go.
 */
final class ImportedAddress {

  /**
   * @param route the clients that get a message through this import
   */
  private record ImportRoute(Import item, BusRoute route) {

    private void send(Message<Object> message) {
      item.receive(message, route);
    }
  }

  private final BridgeState bridge;
  private final String address;
  private final List<Import> available = new ArrayList<>();
  /** One for each client that the available imports reach. */
  private List<ImportRoute> sendRoutes = List.of();
  /** One for each import that reaches any client. */
  private List<ImportRoute> publishRoutes = List.of();
  private final List<LocalConsumer> consumers = new ArrayList<>();
  private int lastSent;
  /** The number of imports, available or not. */
  private int imports;
  /** The last available import, which gets the pending messages when there is none. */
  private Import lastAvailable;

  ImportedAddress(BridgeState bridge, String address) {
    this.bridge = bridge;
    this.address = address;
  }

  /** Add a user of this address. */
  void acquire() {
    imports++;
  }

  /**
   * Remove a user of this address.
   *
   * @return whether it was the last one
   */
  boolean release() {
    return --imports == 0;
  }

  /**
   * An import is available from now on.
   *
   * @return completed when the consumers are registered
   */
  Future<Void> add(Import added) {
    available.add(added);
    return update();
  }

  /** An import is no longer available. */
  void remove(Import removed) {
    available.remove(removed);
    lastAvailable = removed;
    update();
  }

  /**
   * Send no more messages to an import, except those that its consumers have already.
   *
   * @return completed when these have been sent
   */
  Future<Void> retire(Import retired) {
    Promise<Void> drained = bridge.context().promise();
    available.remove(retired);
    Future<Void> unregistered = resize(Transit.nearest(available).size());
    bridge.context().runOnContext(v -> {
      lastAvailable = retired;
      computeRoutes(Transit.nearest(available));
      drained.complete();
    });
    return Future.join(unregistered, drained.future()).mapEmpty();
  }

  /** The imports reach other clients than before. */
  Future<Void> update() {
    Map<Destination, Import> nearest = Transit.nearest(available);
    computeRoutes(nearest);
    return resize(nearest.size());
  }

  /** Computed here, not for each message. */
  private void computeRoutes(Map<Destination, Import> nearest) {
    List<ImportRoute> routes = new ArrayList<>();
    Map<Import, List<String>> shares = new LinkedHashMap<>();
    nearest.forEach((destination, item) -> {
      routes.add(new ImportRoute(item, item.to(List.of(destination.id()))));
      shares.computeIfAbsent(item, key -> new ArrayList<>()).add(destination.id());
    });
    sendRoutes = routes;
    publishRoutes = shares.entrySet().stream()
      .map(share -> new ImportRoute(share.getKey(), share.getKey().to(share.getValue()))).toList();
  }

  private Future<Void> resize(int size) {
    List<Future<Void>> changes = new ArrayList<>();
    while (consumers.size() < size) {
      LocalConsumer consumer = new LocalConsumer(consumers.isEmpty());
      consumers.add(consumer);
      changes.add(consumer.register());
    }
    while (consumers.size() > size) {
      changes.add(consumers.remove(consumers.size() - 1).unregister());
    }
    return Future.join(changes).mapEmpty();
  }

  /** @return the imports that pass on messages of other peers */
  List<Import> transit() {
    return available.stream().filter(item -> item.options().isTransit()).toList();
  }

  private void receive(Message<Object> message, boolean isFirst) {
    if (isFromPeer(message)) {
      refuse(message);
    } else if (message.isSend()) {
      send(message);
    } else if (isFirst && !message.headers().contains(BusHeaders.BROADCAST)) {
      // Without the header: the peer may have joined the same broadcast, or may pass the message on.
      publish(message);
    }
  }

  private void send(Message<Object> message) {
    if (sendRoutes.isEmpty()) {
      lastAvailable.receive(message, BusRoute.NONE);
    } else {
      lastSent = (lastSent + 1) % sendRoutes.size();
      sendRoutes.get(lastSent).send(message);
    }
  }

  private void publish(Message<Object> message) {
    if (publishRoutes.isEmpty()) {
      lastAvailable.receive(message, BusRoute.NONE);
    } else {
      boolean watched = bridge.events().isWatched();
      // A copy, because the event handler may change the message.
      publishRoutes.forEach(route -> route.send(watched ? BusInternals.copy(message) : message));
    }
  }

  /**
   * Whether a bridge has delivered the message, here or at another member of the cluster: passed on, it would circulate
   * for ever.
   */
  private static boolean isFromPeer(Message<Object> message) {
    return BusInternals.isFromWire(message) && message.headers().contains(BusHeaders.PEER);
  }

  private void refuse(Message<Object> message) {
    if (message.isSend()) {
      bridge.counters().dropped.increment();
      bridge.bus().fail(message, LocalBus.noHandlers(address));
    }
  }

  /** One of the consumers, of which there are as many as destinations. */
  private final class LocalConsumer implements ImportHandler {

    private final boolean isFirst;
    private MessageConsumer<Object> consumer;
    private boolean unregistered;

    private LocalConsumer(boolean isFirst) {
      this.isFirst = isFirst;
    }

    private Future<Void> register() {
      EventBus bus = bridge.context().owner().eventBus();
      consumer = bus.consumer(address);
      BusInternals.onDiscard(consumer, this::handleLate);
      Future<Void> registered = consumer.completion();
      consumer.handler(this);
      return registered.recover(failure -> unregistered ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    private Future<Void> unregister() {
      unregistered = true;
      return consumer.unregister();
    }

    @Override
    public void handle(Message<Object> message) {
      receive(message, isFirst);
    }

    /** The message was in the queue when the consumer was unregistered. */
    private void handleLate(Message<Object> message) {
      Message<Object> copy = BusInternals.copy(message);
      BusInternals.removeReplyAddress(message);
      handle(copy);
    }
  }
}
