package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.bridge.ConecBridgeEventType;
import io.conec.bridge.ImportInfo;
import io.conec.bridge.ImportOptions;
import io.conec.bridge.ImportState;
import io.conec.impl.util.LimitedWarnings;
import io.conec.impl.wire.BusConsumers;
import io.conec.impl.wire.BusRoute;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An imported address of a peer. Its stream is opened again whenever it has closed. The address has a consumer on the
 * local event bus as long as the peer reports a consumer.
 */
final class Import {

  /** The first four states are those of {@link ImportState}. */
  private enum State {
    OPENING, AWAY, UNAVAILABLE, AVAILABLE, CLOSED
  }

  /** How long the caller who adds an import waits for the first attempt, in milliseconds. */
  static final long FIRST_ATTEMPT_MILLIS = 2000;

  private final BridgeState bridge;
  private final ImportOptions options;
  private final ImportedAddress local;
  private final RetryTimer reopening;
  private final Promise<Void> firstAttempt;
  private final ImportSender sender;
  private final Consumer<Import> whenAway;
  private final ImportNotices notices;
  private State state = State.OPENING;
  private ImportStream stream;
  private Map<String, Integer> reach = Map.of();
  /** The published state, for any thread. */
  private volatile ImportInfo info;

  /** @param whenAway called each time the stream to the peer is lost or cannot be opened */
  Import(BridgeState bridge, ImportOptions options, ImportedAddress local, Consumer<Import> whenAway,
         LimitedWarnings warnings) {
    this.bridge = bridge;
    this.options = options;
    this.local = local;
    this.whenAway = whenAway;
    this.notices = new ImportNotices(options, warnings);
    this.reopening = new RetryTimer(bridge, this::open);
    this.sender = new ImportSender(bridge, options);
    this.firstAttempt = bridge.context().promise();
    this.info = new ImportInfo(options, ImportState.OPENING, null, null);
  }

  ImportInfo info() {
    return info;
  }

  ImportOptions options() {
    return options;
  }

  String peer() {
    return options.getPeer();
  }

  String address() {
    return options.getAddress();
  }

  void named() {
    notices.named();
  }

  /** Whether there is a stream to the peer. */
  boolean isOpen() {
    return stream != null;
  }

  void start() {
    bridge.context().setTimer(FIRST_ATTEMPT_MILLIS, timer -> firstAttempt.tryComplete());
    open();
  }

  /** @return completed when the first attempt has ended, or takes too long; attempts continue */
  Future<Void> firstAttempt() {
    return firstAttempt.future();
  }

  /** @return the ids of the reachable clients with consumers, and how many bridges after the peer each of them is */
  Map<String, Integer> reach() {
    return reach;
  }

  /** @return a route to consumers of these clients; consumers of the peer itself need no route */
  BusRoute to(List<String> ids) {
    return ids.equals(List.of(peer())) ? BusRoute.NONE : BusRoute.NONE.withTo(ids);
  }

  void receive(Message<Object> message, BusRoute route) {
    sender.receive(message, route);
  }

  // The stream

  private void open() {
    StreamOptions streamOptions = new StreamOptions()
      .setProtocol(BridgeImpl.PROTOCOL)
      .setWriteQueueMaxSize(options.getMaxQueuedBytes());
    bridge.client().openStream(options.getPeer(), streamOptions).onComplete((opened, failure) ->
      bridge.context().emit(v -> opened(opened, failure)));
  }

  private void opened(ConecStream opened, Throwable failure) {
    if (state == State.CLOSED) {
      if (opened != null) {
        opened.reset(ConecError.CLOSED.code());
      }
    } else if (failure != null) {
      away(Failures.noStream(options.getPeer(), failure));
    } else {
      stream = new ImportStream(bridge, opened, this, sender);
      sender.open(stream);
      reopening.opened();
      report(ConecBridgeEventType.STREAM_OPENED, null);
      stream.start();
    }
  }

  void lost(ImportStream lost, Throwable why) {
    if (stream == lost) {
      stream = null;
      sender.close(why);
      report(ConecBridgeEventType.STREAM_CLOSED, Failures.error(why));
      if (state != State.CLOSED) {
        away(why);
      }
    }
  }

  private void away(Throwable why) {
    sender.close(why);
    stop(State.AWAY, why);
    reopening.schedule();
    whenAway.accept(this);
  }

  /** The peer has reported the consumers of its address. */
  void update(BusConsumers consumers) {
    if (state == State.CLOSED) {
      return;
    }
    reach = reach(consumers);
    if (!reach.isEmpty()) {
      available();
    } else if (consumers.state() == BusConsumers.State.NOT_PERMITTED) {
      stop(State.UNAVAILABLE, Failures.notExported(address(), peer(), bridge.id()));
    } else {
      stop(State.UNAVAILABLE, Failures.noConsumer(address(), peer()));
    }
  }

  private Map<String, Integer> reach(BusConsumers consumers) {
    if (consumers.state() == BusConsumers.State.NOT_PERMITTED) {
      return Map.of();
    }
    Map<String, Integer> ids = new HashMap<>(consumers.destinations());
    ids.remove(bridge.id());
    ids.remove(peer());
    if (consumers.state() == BusConsumers.State.PRESENT) {
      ids.put(peer(), 0);
    }
    return ids;
  }

  // Availability

  private void available() {
    boolean before = state == State.AVAILABLE;
    state = State.AVAILABLE;
    ImportStream current = stream;
    (before ? local.update() : local.add(this)).onComplete((registered, failure) -> {
      if (state != State.AVAILABLE || stream != current) {
        return;
      }
      if (failure != null) {
        current.reset(ConecError.INTERNAL, "cannot register a consumer: " + failure.getMessage());
        return;
      }
      notices.available(current);
      info = new ImportInfo(options, ImportState.AVAILABLE, null, null);
      if (!before) {
        report(ConecBridgeEventType.REGISTERED, null);
      }
      firstAttempt.tryComplete();
    });
  }

  private void stop(State next, Throwable why) {
    if (state == State.AVAILABLE) {
      local.remove(this);
    }
    state = next;
    ConecError error = why instanceof ConecException failure ? failure.error() : null;
    info = new ImportInfo(options, next == State.AWAY ? ImportState.AWAY : ImportState.UNAVAILABLE, error,
      why.getMessage());
    if (notices.unavailable(next == State.AWAY, why)) {
      report(ConecBridgeEventType.UNREGISTERED, error);
    }
    firstAttempt.tryComplete();
  }

  private void report(ConecBridgeEventType type, ConecError error) {
    bridge.events().report(bridge.context(), type, subject(), error, () -> null);
  }

  private EventSubject subject() {
    return EventSubject.ofPeer(options.getPeer(), address());
  }

  void expire(long now) {
    if (stream != null) {
      stream.expire(now);
    }
  }

  Future<Void> close() {
    boolean available = state == State.AVAILABLE;
    state = State.CLOSED;
    reopening.stop();
    firstAttempt.tryComplete();
    Future<Void> retired = available ? local.retire(this) : bridge.context().succeededFuture();
    Future<Void> ended = retired.transform(result -> {
      if (available) {
        report(ConecBridgeEventType.UNREGISTERED, ConecError.CLOSED);
      }
      return sender.settle();
    }).compose(settled -> end());
    return Future.join(retired, ended).mapEmpty();
  }

  private Future<Void> end() {
    ConecException closed = Failures.closed(options.getLocalAddress());
    sender.close(closed);
    return stream == null ? bridge.context().succeededFuture() : stream.finish(closed);
  }
}
