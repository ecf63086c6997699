package io.conec.impl.bridge;

import io.conec.bridge.BusHeaders;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.eventbus.impl.MessageConsumerImpl;
import io.vertx.core.eventbus.impl.MessageImpl;
import io.vertx.core.eventbus.impl.clustered.ClusteredMessage;

import java.util.ArrayList;
import java.util.List;

/**
 * An address here at which consumers of peers are reached. It has as many local consumers as imports that can be sent
 * to now, so that the event bus goes round among those and the application's own. Which of them takes a send does not
 * matter. What is published comes to all of them: the first passes it on to all imports, and the others to none, so
 * that each import has it once, also while others come and go.
 */
final class ImportedAddress {

  private final BridgeState bridge;
  private final String address;
  private final List<Import> available = new ArrayList<>();
  private final List<LocalConsumer> consumers = new ArrayList<>();
  private int turn;
  /** Which import was there last: it gets what is still on its way when there is none. */
  private Import last;

  ImportedAddress(BridgeState bridge, String address) {
    this.bridge = bridge;
    this.address = address;
  }

  /**
   * An import can be sent to from now on.
   *
   * @return completed when its consumer is registered
   */
  Future<Void> add(Import added) {
    available.add(added);
    LocalConsumer consumer = new LocalConsumer(consumers.isEmpty());
    consumers.add(consumer);
    return consumer.register();
  }

  /** An import cannot be sent to any more. */
  void remove(Import removed) {
    available.remove(removed);
    last = removed;
    unregister();
  }

  /**
   * No more is sent to an import, but what is on its way to its consumer.
   *
   * @return completed when that has been sent
   */
  Future<Void> retire(Import retired) {
    Promise<Void> drained = bridge.context().promise();
    Future<Void> unregistered = unregister();
    bridge.context().runOnContext(v -> {
      available.remove(retired);
      last = retired;
      drained.complete();
    });
    return Future.join(unregistered, drained.future()).mapEmpty();
  }

  private Future<Void> unregister() {
    return consumers.remove(consumers.size() - 1).unregister();
  }

  private void receive(Message<Object> message, boolean isFirst) {
    if (isFromPeer(message)) {
      refuse(message);
      return;
    }
    if (!message.isSend() && message.headers().contains(BusHeaders.BROADCAST)) {
      // The peer may be in the same broadcast, or send it to somebody who is: it would come back.
      return;
    }
    if (message.isSend()) {
      next().receive(message);
    } else if (isFirst && available.isEmpty()) {
      last.receive(message);
    } else if (isFirst) {
      available.forEach(target -> target.receive(message));
    }
  }

  /** A bridge has delivered it, here or at another member of the cluster: passed on, it would go round and round. */
  private static boolean isFromPeer(Message<Object> message) {
    return message instanceof ClusteredMessage<?, ?> clustered && clustered.isFromWire()
      && message.headers().contains(BusHeaders.PEER);
  }

  private void refuse(Message<Object> message) {
    if (message.isSend()) {
      bridge.counters().dropped.increment();
      bridge.bus().fail(message, new ReplyException(ReplyFailure.NO_HANDLERS, "No handlers for address " + address));
    }
  }

  private Import next() {
    if (available.isEmpty()) {
      return last;
    }
    turn = (turn + 1) % available.size();
    return available.get(turn);
  }

  /** One of as many consumers as there are imports. */
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
      ((MessageConsumerImpl<Object>) consumer).discardHandler(this::handleLate);
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

    /** It was in the queue when the consumer was unregistered. */
    private void handleLate(Message<Object> message) {
      MessageImpl<Object, Object> impl = (MessageImpl<Object, Object>) message;
      MessageImpl<Object, Object> copy = impl.copyBeforeReceive();
      // The event bus would fail a request that it has discarded.
      impl.setReplyAddress(null);
      handle(copy);
    }
  }
}
