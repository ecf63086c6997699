package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.bridge.ConecBridgeEventType;
import io.conec.bridge.ImportOptions;
import io.conec.impl.wire.BusRoute;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * Sends messages on the present stream of an import, if the event handler permits them, and fails those that cannot be
 * sent.
 */
final class ImportSender {

  private final BridgeState bridge;
  private final ImportOptions options;
  private final DecisionQueue decisions;
  private ImportStream stream;
  /** Why there is no stream. */
  private Throwable reason;

  ImportSender(BridgeState bridge, ImportOptions options) {
    this.bridge = bridge;
    this.options = options;
    this.decisions = new DecisionQueue(bridge);
  }

  void open(ImportStream opened) {
    stream = opened;
  }

  void close(Throwable why) {
    stream = null;
    reason = why;
  }

  /** @return completed when no message waits for a decision, or has waited too long */
  Future<Void> settle() {
    return decisions.settle();
  }

  void receive(Message<Object> message, BusRoute route) {
    long deadline = message.replyAddress() == null ? 0 : bridge.bus().deadline(message);
    OutgoingMessage outgoing = new OutgoingMessage(message, deadline, null, route);
    boolean watched = decisions.isNeeded();
    if ((watched || outgoing.isRequest()) && isFull()) {
      refuse(outgoing, tooMany());
    } else if (watched) {
      ask(outgoing);
    } else {
      send(outgoing);
    }
  }

  private void ask(OutgoingMessage message) {
    decisions.ask(type(message), subject(), () -> raw(message), (refusal, replacement) -> {
      if (refusal == null) {
        send(message.with(replacement));
      } else {
        refuse(message, Failures.denied(refusal, options.getAddress(), options.getPeer()));
      }
    });
  }

  private void send(OutgoingMessage message) {
    if (stream == null) {
      refuse(message, reason);
    } else {
      stream.send(message);
    }
  }

  private boolean isFull() {
    if (inFlight() < options.getMaxInFlight()) {
      return false;
    }
    if (stream != null) {
      stream.expire(System.nanoTime());
    }
    return inFlight() >= options.getMaxInFlight();
  }

  private int inFlight() {
    return decisions.size() + (stream == null ? 0 : stream.conversations());
  }

  private ConecException tooMany() {
    return Failures.overloaded(options.getMaxInFlight() + " messages to peer '" + options.getPeer() + "' are in flight",
      "maxInFlight", "import");
  }

  void refuse(OutgoingMessage message, Throwable why) {
    message.taken();
    ConecError error = Failures.error(why);
    bridge.counters().countFailure(error);
    bridge.events().report(bridge.context(), type(message), subject(), error, () -> raw(message));
    bridge.bus().fail(message.message(), why);
  }

  private static ConecBridgeEventType type(OutgoingMessage message) {
    return message.isSend() ? ConecBridgeEventType.SEND : ConecBridgeEventType.PUBLISH;
  }

  private JsonObject raw(OutgoingMessage message) {
    return RawMessage.of(message.isSend(), options.getAddress(), message.headers(), message.body());
  }

  private EventSubject subject() {
    return EventSubject.ofPeer(options.getPeer(), options.getAddress());
  }
}
