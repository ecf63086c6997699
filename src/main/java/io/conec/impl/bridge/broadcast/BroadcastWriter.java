package io.conec.impl.bridge.broadcast;

import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.conec.bridge.ConecBridgeEventType;
import io.conec.impl.bridge.BodyCodec;
import io.conec.impl.bridge.BridgeState;
import io.conec.impl.bridge.DecisionQueue;
import io.conec.impl.bridge.EventSubject;
import io.conec.impl.bridge.Failures;
import io.conec.impl.bridge.HeaderFilter;
import io.conec.impl.bridge.Replacement;
import io.conec.impl.wire.BusFrameWriter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes to a broadcast. Messages from any thread move, in order, to the context of the bridge.
 */
final class BroadcastWriter {

  private enum State {
    /** Messages wait until the broadcast is joined. */
    JOINING,
    /** Messages are written, and wait while the write queue of the broadcast is full. */
    JOINED,
    /** Messages are dropped. */
    AWAY
  }

  /** The most pending reports to the event handler, however fast other threads drop messages. */
  private static final int MAX_REPORTS = 1000;

  private final BridgeState bridge;
  private final String name;
  private final int maxBytes;
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicInteger reports = new AtomicInteger();
  private final Queue<OutgoingPublish> waiting = new ArrayDeque<>();
  private final DecisionQueue decisions;
  private Promise<Void> flushed;
  private State state = State.JOINING;
  /** {@code null} unless it is joined. */
  private ConecBroadcast broadcast;
  /** Why messages are dropped. */
  private ConecError awayReason;

  /**
   * @param maxBytes the most bytes of messages that wait for the context of the bridge, the event handler or the
   *                 broadcast
   */
  BroadcastWriter(BridgeState bridge, String name, int maxBytes) {
    this.bridge = bridge;
    this.name = name;
    this.maxBytes = maxBytes;
    this.decisions = new DecisionQueue(bridge);
  }

  void offer(OutgoingPublish message) {
    if (queuedBytes.get() >= maxBytes) {
      refuse(message, ConecError.BUS_OVERLOADED);
    } else {
      queuedBytes.addAndGet(message.size());
      bridge.context().emit(message, this::accept);
    }
  }

  private void accept(OutgoingPublish message) {
    if (decisions.isNeeded()) {
      ask(message);
    } else {
      write(message);
    }
  }

  private void ask(OutgoingPublish message) {
    decisions.ask(ConecBridgeEventType.PUBLISH, subject(message), () -> raw(message), (refusal, replacement) -> {
      if (refusal != null) {
        release(message);
        refuse(message, refusal);
      } else if (replacement == null) {
        write(message);
      } else {
        writeReplaced(message, replacement);
      }
    });
  }

  private void writeReplaced(OutgoingPublish message, Replacement replacement) {
    OutgoingPublish replaced;
    try {
      replaced = replace(message, replacement);
    } catch (RuntimeException e) {
      release(message);
      refuse(message, Failures.error(e));
      return;
    }
    write(replaced);
  }

  private OutgoingPublish replace(OutgoingPublish message, Replacement replacement) {
    MultiMap headers = HeaderFilter.withoutReserved(replacement.headers());
    Buffer original = message.frame();
    int size = replacement.bodyChanged() ? BodyCodec.size(replacement.body()) : original.length() - message.bodyStart();
    Buffer frame = BusFrameWriter.broadcast(headers, size);
    int bodyStart = frame.length();
    if (replacement.bodyChanged()) {
      bridge.bodies().write(frame, replacement.body());
    } else {
      frame.appendBuffer(original, message.bodyStart(), size);
    }
    return message.with(frame, bodyStart);
  }

  private void write(OutgoingPublish message) {
    if (waiting.isEmpty() && !mustWait()) {
      send(message);
    } else {
      waiting.add(message);
    }
  }

  /** Whether messages wait for the broadcast to be joined or to have room. */
  private boolean mustWait() {
    return switch (state) {
      case JOINING -> true;
      case JOINED -> broadcast.writeQueueFull();
      case AWAY -> false;
    };
  }

  private void send(OutgoingPublish message) {
    release(message);
    if (state == State.JOINED) {
      broadcast.write(message.frame())
        .onSuccess(written -> bridge.counters().sent.increment())
        .onFailure(failure -> refuse(message, Failures.error(failure)));
    } else {
      refuse(message, awayReason);
    }
  }

  private void release(OutgoingPublish message) {
    queuedBytes.addAndGet(-message.size());
  }

  /** Drop a message and report it; from any thread. */
  void refuse(OutgoingPublish message, ConecError error) {
    bridge.counters().countFailure(error);
    if (!bridge.events().isWatched()) {
      return;
    }
    if (reports.incrementAndGet() > MAX_REPORTS) {
      reports.decrementAndGet();
      return;
    }
    bridge.context().emit(message, refused -> {
      reports.decrementAndGet();
      bridge.events().report(bridge.context(), ConecBridgeEventType.PUBLISH, subject(refused), error, () ->
        raw(refused));
    });
  }

  private EventSubject subject(OutgoingPublish message) {
    return new EventSubject(null, message.address(), name);
  }

  private JsonObject raw(OutgoingPublish message) {
    return message.raw().put("broadcast", name);
  }

  // Events of the broadcast

  void joined(ConecBroadcast joined) {
    state = State.JOINED;
    broadcast = joined;
    joined.drainHandler(drained -> bridge.context().emit(drained, d -> flush()));
    flush();
  }

  void joining() {
    state = State.JOINING;
    broadcast = null;
  }

  void away(ConecError reason) {
    state = State.AWAY;
    broadcast = null;
    awayReason = reason;
    flush();
  }

  private void flush() {
    while (!waiting.isEmpty() && !mustWait()) {
      send(waiting.poll());
    }
    if (waiting.isEmpty() && flushed != null) {
      Promise<Void> done = flushed;
      flushed = null;
      done.tryComplete();
    }
  }

  /**
   * Wait for the event handler, then for the broadcast if it is being joined, a second each.
   *
   * @return completed when all messages are written or dropped, except those that wait for room in the broadcast
   */
  Future<Void> settle() {
    return decisions.settle().compose(v -> {
      if (waiting.isEmpty()) {
        return bridge.context().succeededFuture();
      }
      flushed = bridge.context().promise();
      return flushed.future().timeout(BridgeState.CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
    });
  }
}
