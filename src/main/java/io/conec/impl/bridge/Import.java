package io.conec.impl.bridge;

import io.conec.ConecClient;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.bridge.BusHeaders;
import io.conec.bridge.ImportOptions;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * An address of a peer on the local event bus: a consumer, and a stream that is opened again whenever it has closed.
 */
final class Import implements ImportHandler {

  private enum State {
    /** The first stream is being opened: messages wait. */
    OPENING,
    OPEN,
    /** There is no stream: messages are refused. */
    AWAY,
    CLOSED
  }

  /** How long the messages on their way may take when the import is closed. */
  private static final long CLOSE_SECONDS = 1;

  private final BridgeState bridge;
  private final ConecClient client;
  private final ImportOptions options;
  private final Reopening reopening;
  private final Queue<Outgoing> waiting = new ArrayDeque<>();
  private final DecisionQueue decisions;
  private MessageConsumer<Object> consumer;
  private State state = State.OPENING;
  private ImportStream stream;
  private Throwable awayReason;

  Import(BridgeState bridge, ConecClient client, ImportOptions options) {
    this.bridge = bridge;
    this.client = client;
    this.options = options;
    this.reopening = new Reopening(bridge, client, this::open);
    this.decisions = new DecisionQueue(bridge);
  }

  String address() {
    return options.getAddress();
  }

  Future<Void> start(EventBus eventBus) {
    consumer = eventBus.consumer(options.getLocalAddress());
    consumer.handler(this);
    open();
    return consumer.completion();
  }

  // Messages

  @Override
  public void handle(Message<Object> message) {
    if (!message.isSend() && message.headers().contains(BusHeaders.BROADCAST)) {
      // The peer may be in the same broadcast, or send it to somebody who is: it would come back.
      return;
    }
    long deadline = message.replyAddress() == null ? 0 : bridge.bus().deadline(message);
    Outgoing outgoing = new Outgoing(message, deadline, null);
    boolean watched = decisions.isNeeded();
    if ((watched || outgoing.isRequest()) && isFull()) {
      refuse(outgoing, tooMany());
    } else if (watched) {
      ask(outgoing);
    } else {
      forward(outgoing);
    }
  }

  private void ask(Outgoing message) {
    decisions.ask(type(message), subject(), () -> raw(message), (refusal, replacement) -> {
      if (refusal == null) {
        forward(message.with(replacement));
      } else {
        refuse(message, Failures.denied(refusal, address(), options.getPeer()));
      }
    });
  }

  private void forward(Outgoing message) {
    switch (state) {
      case OPEN -> stream.send(message);
      case OPENING -> {
        if (isFull()) {
          refuse(message, tooMany());
        } else {
          waiting.add(message);
        }
      }
      case AWAY -> refuse(message, awayReason);
      case CLOSED -> refuse(message, Failures.closed(options.getLocalAddress()));
    }
  }

  private boolean isFull() {
    if (inFlight() < options.getMaxInFlight()) {
      return false;
    }
    expire(System.nanoTime());
    return inFlight() >= options.getMaxInFlight();
  }

  private int inFlight() {
    return waiting.size() + decisions.size() + (stream == null ? 0 : stream.busy());
  }

  private ConecException tooMany() {
    return Failures.overloaded(options.getMaxInFlight() + " messages to peer '" + options.getPeer() + "' are in flight",
      "maxInFlight of the import");
  }

  void refuse(Outgoing message, Throwable reason) {
    ConecError error = Failures.error(reason);
    bridge.counters().givenUp(error).increment();
    bridge.events().tell(bridge.context(), type(message), subject(), error, () -> raw(message));
    bridge.bus().fail(message.message(), reason);
  }

  private static BridgeEventType type(Outgoing message) {
    return message.isSend() ? BridgeEventType.SEND : BridgeEventType.PUBLISH;
  }

  private JsonObject raw(Outgoing message) {
    return RawMessage.of(message.isSend(), address(), message.headers(), message.body());
  }

  // The stream

  private void open() {
    StreamOptions streamOptions = new StreamOptions()
      .setProtocol(BridgeImpl.PROTOCOL)
      .setWriteQueueMaxSize(options.getWriteQueueMaxSize());
    client.openStream(options.getPeer(), streamOptions).onComplete((opened, failure) ->
      bridge.context().emit(v -> opened(opened, failure)));
  }

  private void opened(ConecStream opened, Throwable failure) {
    if (failure != null) {
      away(Failures.peerAway(options.getPeer(), failure));
    } else if (state == State.CLOSED) {
      opened.reset(ConecError.CLOSED.code());
    } else {
      stream = new ImportStream(bridge, opened, this);
      state = State.OPEN;
      reopening.opened();
      tell(BridgeEventType.SOCKET_CREATED, null);
      stream.start();
      while (state == State.OPEN && !waiting.isEmpty()) {
        stream.send(waiting.poll());
      }
    }
  }

  void lost(ImportStream lost, Throwable reason) {
    if (stream == lost) {
      stream = null;
      tell(BridgeEventType.SOCKET_CLOSED, Failures.error(reason));
      away(reason);
    }
  }

  private void away(Throwable reason) {
    if (state != State.CLOSED) {
      state = State.AWAY;
      awayReason = reason;
      refuseWaiting(reason);
      reopening.schedule();
    }
  }

  private void refuseWaiting(Throwable reason) {
    while (!waiting.isEmpty()) {
      refuse(waiting.poll(), reason);
    }
  }

  private void tell(BridgeEventType type, ConecError error) {
    bridge.events().tell(bridge.context(), type, subject(), error, () -> null);
  }

  private Subject subject() {
    return Subject.ofPeer(options.getPeer(), address());
  }

  void expire(long now) {
    if (stream != null) {
      stream.expire(now);
    }
  }

  Future<Void> close() {
    ConecException reason = Failures.closed(options.getLocalAddress());
    state = State.CLOSED;
    reopening.stop();
    refuseWaiting(reason);
    Future<Void> ended = stream == null ? bridge.context().succeededFuture() : end(stream, reason);
    return Future.join(consumer.unregister(), ended).mapEmpty();
  }

  private Future<Void> end(ImportStream open, Throwable reason) {
    Future<Void> ended = open.stream.end();
    open.close(reason);
    return ended.timeout(CLOSE_SECONDS, TimeUnit.SECONDS).recover(failure -> {
      open.stream.reset(ConecError.CLOSED.code());
      return Future.failedFuture(new ConecException(ConecError.TIMEOUT,
        "peer '" + options.getPeer() + "' has not confirmed within " + CLOSE_SECONDS + " s what was sent to it",
        failure));
    });
  }
}
