package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.StreamOptions;
import io.conec.bridge.ConecBridgeEventType;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The route to an address of a peer for messages that do not come from the local event bus. Its stream is opened when
 * there is a message. Confined to the context of the bridge, except where noted.
 */
final class DirectRoute {

  private enum State {
    /** There is no stream; the next message opens one. */
    CLOSED,
    /** The stream is being opened, and messages wait. */
    OPENING,
    OPEN,
    /** The peer is away: messages fail until it is time to try again. */
    AWAY,
    ENDED
  }

  private static final int RETIRED = -1;

  private final BridgeState bridge;
  private final PeerAddress target;
  private final DirectRoutes routes;
  private final QueueSize queue = new QueueSize();
  /** The number of messages; from any thread. */
  private final AtomicInteger users = new AtomicInteger();
  private final RetryTimer retry;
  private final Queue<DirectMessage> waiting = new ArrayDeque<>();
  private final DecisionQueue decisions;
  private final Promise<Void> unused;
  private volatile long usedUntil = System.nanoTime();
  private State state = State.CLOSED;
  private DirectStream stream;
  private Throwable awayReason;

  DirectRoute(BridgeState bridge, PeerAddress target, DirectRoutes routes) {
    this.bridge = bridge;
    this.target = target;
    this.routes = routes;
    this.retry = new RetryTimer(bridge, this::maybeBack);
    this.decisions = new DecisionQueue(bridge);
    this.unused = bridge.context().promise();
  }

  PeerAddress target() {
    return target;
  }

  DirectMessages messages() {
    return routes.messages();
  }

  /** @return the queued bytes of messages without a producer */
  QueueSize queue() {
    return queue;
  }

  // Users, from any thread

  /** @return {@code false} when the route has retired */
  boolean acquire() {
    return users.getAndUpdate(count -> count == RETIRED ? RETIRED : count + 1) != RETIRED;
  }

  void release() {
    keep(0);
    if (users.decrementAndGet() == 0 && routes.isClosed()) {
      bridge.context().emit(v -> unused.tryComplete());
    }
  }

  /** Keep the route for a conversation for this time in milliseconds, although no message is pending. */
  void keep(long millis) {
    long until = Deadline.in(millis);
    if (until - usedUntil > 0) {
      usedUntil = until;
    }
  }

  boolean isUsed() {
    return users.get() > 0;
  }

  long usedUntil() {
    return usedUntil;
  }

  /** @return whether the route is unused, and has retired now */
  boolean retire() {
    return users.compareAndSet(0, RETIRED);
  }

  // Messages

  void submit(DirectMessage message) {
    if (message.original() != null) {
      message.original().stream().send(message);
    } else if (decisions.isNeeded()) {
      ask(message);
    } else {
      forward(message);
    }
  }

  private void ask(DirectMessage message) {
    decisions.ask(message.type(), subject(), message::raw, (refusal, replacement) -> {
      if (refusal == null) {
        replace(message, replacement);
      } else {
        refuse(message, Failures.denied(refusal, target.address(), target.peer()));
      }
    });
  }

  private void replace(DirectMessage message, Replacement replacement) {
    try {
      if (replacement != null) {
        message.content().replace(replacement, bridge.bodies());
      }
    } catch (RuntimeException e) {
      refuse(message, e);
      return;
    }
    forward(message);
  }

  private void forward(DirectMessage message) {
    if (message.isAnswered()) {
      // A request has expired.
      message.released();
      return;
    }
    if (state == State.CLOSED && routes.isClosed()) {
      state = State.ENDED;
    }
    switch (state) {
      case OPEN -> stream.send(message);
      case OPENING -> waiting.add(message);
      case CLOSED -> {
        waiting.add(message);
        open();
      }
      case AWAY -> refuse(message, awayReason);
      case ENDED -> refuse(message, Failures.bridgeClosed());
    }
  }

  private static void refuse(DirectMessage message, Throwable reason) {
    message.failed(reason);
    message.released();
  }

  private void refuseWaiting(Throwable reason) {
    for (DirectMessage message = waiting.poll(); message != null; message = waiting.poll()) {
      refuse(message, reason);
    }
  }

  /** A message was not sent or is lost. */
  void reportFailure(DirectMessage message, Throwable reason) {
    ConecError error = Failures.error(reason);
    bridge.counters().countFailure(error);
    bridge.events().report(bridge.context(), message.type(), subject(), error, message::raw);
  }

  private EventSubject subject() {
    return EventSubject.ofPeer(target.peer(), target.address());
  }

  // The stream

  /** The next message may open a stream. */
  private void maybeBack() {
    if (state == State.AWAY) {
      state = State.CLOSED;
    }
  }

  private void open() {
    state = State.OPENING;
    StreamOptions options = new StreamOptions().setProtocol(BridgeImpl.PROTOCOL);
    bridge.client().openStream(target.peer(), options).onComplete((opened, failure) ->
      bridge.context().emit(v -> opened(opened, failure)));
  }

  private void opened(ConecStream opened, Throwable failure) {
    if (failure != null) {
      away(Failures.noStream(target.peer(), failure));
    } else if (state == State.ENDED) {
      opened.reset(ConecError.CLOSED.code());
    } else {
      stream = new DirectStream(bridge, opened, this);
      state = State.OPEN;
      retry.opened();
      report(ConecBridgeEventType.STREAM_OPENED, null);
      stream.start();
      while (state == State.OPEN && !waiting.isEmpty()) {
        forward(waiting.poll());
      }
    }
  }

  void lost(DirectStream lost, Throwable reason) {
    if (stream == lost) {
      stream = null;
      report(ConecBridgeEventType.STREAM_CLOSED, reason == null ? null : Failures.error(reason));
      away(reason);
    }
  }

  private void away(Throwable reason) {
    if (state != State.ENDED) {
      state = State.AWAY;
      awayReason = reason;
      retry.schedule();
      refuseWaiting(reason);
    }
  }

  private void report(ConecBridgeEventType type, ConecError error) {
    bridge.events().report(bridge.context(), type, subject(), error, () -> null);
  }

  /** End the retired route. */
  Future<Void> end() {
    state = State.ENDED;
    retry.stop();
    return stream == null ? bridge.context().succeededFuture() : stream.end();
  }

  /** Close the route after some time for the pending messages. */
  Future<Void> close() {
    decisions.settle();
    if (!isUsed()) {
      unused.tryComplete();
    }
    return unused.future().timeout(BridgeState.CLOSE_SECONDS, TimeUnit.SECONDS).transform(done -> {
      ConecException reason = Failures.bridgeClosed();
      state = State.ENDED;
      refuseWaiting(reason);
      if (stream != null) {
        stream.pending.failAll(reason);
      }
      return end();
    });
  }
}
