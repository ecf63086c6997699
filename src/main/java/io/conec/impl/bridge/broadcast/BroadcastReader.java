package io.conec.impl.bridge.broadcast;

import io.conec.BroadcastMessage;
import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.OverflowPolicy;
import io.conec.bridge.BroadcastMapping;
import io.conec.bridge.BusHeaders;
import io.conec.bridge.ConecBridgeEventType;
import io.conec.impl.bridge.Body;
import io.conec.impl.bridge.BridgeState;
import io.conec.impl.bridge.DecisionQueue;
import io.conec.impl.bridge.EventSubject;
import io.conec.impl.bridge.RawMessage;
import io.conec.impl.bridge.ReceivedBody;
import io.conec.impl.bridge.Replacement;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameReader;
import io.conec.impl.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Reads a broadcast, and publishes its messages at the mapped addresses.
 */
final class BroadcastReader {

  /**
   * A message that is about to be published.
   *
   * @param shown the body for the event handler
   * @param release  called once for each address
   */
  private record Incoming(String sender, MultiMap headers, Body body, Supplier<Object> shown, Runnable release) {
  }

  /** The most messages that wait for consumers at a time: further ones wait in the broadcast. */
  private static final int MAX_WINDOW = 64;

  private final BridgeState bridge;
  private final String name;
  private final int window;
  /** Why messages are dropped. */
  private final ConecError dropError;
  private final Supplier<List<String>> addresses;
  private final DecisionQueue decisions;
  private ConecBroadcast current;
  /** Messages that wait for consumers. */
  private int held;
  /** Messages that were requested and have not arrived. */
  private int requested;

  /**
   * @param addresses supplies the addresses that are mapped now
   */
  BroadcastReader(BridgeState bridge, BroadcastMapping mapping, Supplier<List<String>> addresses) {
    this.bridge = bridge;
    this.name = mapping.getName();
    this.window = Math.min(MAX_WINDOW, mapping.getMaxBufferedMessages());
    // The senders wait for a reader that blocks, so messages are dropped for it only while it is disconnected. A reader
    // that drops gets one count for both causes.
    this.dropError = mapping.getOverflow() == OverflowPolicy.BLOCK ? ConecError.COORDINATOR_LOST
      : ConecError.BUS_OVERLOADED;
    this.addresses = addresses;
    this.decisions = new DecisionQueue(bridge);
  }

  void start(ConecBroadcast broadcast) {
    broadcast.pause();
    broadcast.droppedHandler(count -> bridge.context().emit(count, this::dropped));
    broadcast.handler(message -> bridge.context().emit(message, read -> read(broadcast, read)));
    synchronized (this) {
      current = broadcast;
      requested = 0;
    }
    fetch();
  }

  /** Request as many messages as there is room for. Messages of an earlier subscription count, too. */
  private void fetch() {
    ConecBroadcast broadcast;
    int room;
    synchronized (this) {
      room = window - held - requested;
      if (room <= 0) {
        return;
      }
      requested += room;
      broadcast = current;
    }
    broadcast.fetch(room);
  }

  private void dropped(long count) {
    for (String address : addresses.get()) {
      bridge.counters().dropped.add(count);
      bridge.events().report(bridge.context(), ConecBridgeEventType.MESSAGES_DROPPED,
        new EventSubject(null, address, name),
        dropError, () -> new JsonObject().put("broadcast", name).put("dropped", count));
    }
  }

  private void read(ConecBroadcast from, BroadcastMessage message) {
    List<String> targets = addresses.get();
    Runnable release = arrived(from, targets.size());
    if (targets.isEmpty()) {
      release.run();
      return;
    }
    try {
      Incoming incoming = decode(message, release);
      for (String address : targets) {
        if (decisions.isNeeded()) {
          ask(incoming, address);
        } else {
          deliver(incoming, address, incoming.headers, incoming.body);
        }
      }
    } catch (ConecException e) {
      for (String address : targets) {
        refuse(message.sender(), address, null, e.error());
        release.run();
      }
    }
  }

  /**
   * A message has arrived.
   *
   * @return to be called for each address when its consumers have the message; on any thread
   */
  private Runnable arrived(ConecBroadcast from, int targets) {
    bridge.counters().queued.incrementAndGet();
    synchronized (this) {
      held++;
      if (from == current) {
        requested--;
      }
    }
    AtomicInteger remaining = new AtomicInteger(targets);
    return () -> {
      if (remaining.decrementAndGet() <= 0) {
        released();
      }
    };
  }

  private void released() {
    bridge.counters().queued.decrementAndGet();
    synchronized (this) {
      held--;
    }
    fetch();
  }

  /** Senders that are not bridges may send anything: the message is passed on as bytes. */
  private Incoming decode(BroadcastMessage message, Runnable release) {
    Buffer bytes = message.body();
    try {
      BusFrame.Publish frame = BusFrameReader.readBroadcast(bytes);
      if (frame == null) {
        return new Incoming(message.sender(), null, bridge.bodies().of(bytes), () -> bytes, release);
      }
      ReceivedBody body = bridge.bodies().read(frame);
      return new Incoming(message.sender(), frame.headers(), body.body(), body::peek, release);
    } catch (WireException e) {
      throw new ConecException(ConecError.PROTOCOL_VIOLATION, e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED, "no memory for a message of " + bytes.length() + " bytes", e);
    }
  }

  private void ask(Incoming message, String address) {
    Supplier<JsonObject> raw = () -> RawMessage.of(false, address, message.headers, message.shown.get())
      .put("broadcast", name);
    decisions.ask(ConecBridgeEventType.RECEIVE, new EventSubject(message.sender, address, name), raw,
      (refusal, replacement) -> {
        // The mapping may have been removed while the event handler decided.
        if (refusal != null || !addresses.get().contains(address)) {
          refuse(message.sender, address, message.headers, refusal == null ? ConecError.BUS_NOT_PERMITTED : refusal);
          message.release.run();
        } else if (replacement == null) {
          deliver(message, address, message.headers, message.body);
        } else {
          deliverReplaced(message, address, replacement);
        }
      });
  }

  Future<Void> settle() {
    return decisions.settle();
  }

  private void deliverReplaced(Incoming message, String address, Replacement replacement) {
    Body body;
    try {
      body = replacement.of(message.body, bridge.bodies());
    } catch (ConecException e) {
      refuse(message.sender, address, replacement.headers(), e.error());
      message.release.run();
      return;
    }
    deliver(message, address, replacement.headers(), body);
  }

  private void deliver(Incoming message, String address, MultiMap headers, Body body) {
    MultiMap marked = MultiMap.caseInsensitiveMultiMap();
    if (headers != null) {
      marked.addAll(headers);
    }
    marked.set(BusHeaders.PEER, message.sender).set(BusHeaders.BROADCAST, name);
    if (bridge.bus().deliver(false, address, body, marked, (taken, failure) -> {
      message.release.run();
      if (failure instanceof ConecException reason) {
        bridge.context().emit(reason, r -> refuse(message.sender, address, headers, r.error()));
      }
    })) {
      bridge.counters().received.increment();
    }
  }

  private void refuse(String sender, String address, MultiMap headers, ConecError error) {
    bridge.counters().countFailure(error);
    bridge.events().report(bridge.context(), ConecBridgeEventType.RECEIVE, new EventSubject(sender, address, name),
      error,
      () -> RawMessage.of(false, address, headers).put("broadcast", name));
  }
}
