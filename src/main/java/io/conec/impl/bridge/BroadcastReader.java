package io.conec.impl.bridge;

import io.conec.BroadcastMessage;
import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.Overflow;
import io.conec.bridge.BroadcastMapping;
import io.conec.bridge.BusHeaders;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameReader;
import io.conec.impl.wire.WireException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;

import java.util.List;
import java.util.function.Supplier;

/**
 * The way in from a broadcast: its messages are published at the addresses that it is mapped to.
 */
final class BroadcastReader {

  /** Messages on their way from the client's context, or with the event handler: more wait in the broadcast. */
  private static final int WINDOW = 64;

  /** A message until it is decided at all addresses. */
  private static final class Incoming {

    private final ConecBroadcast from;
    private final String sender;
    private final MultiMap headers;
    private final Body body;
    private int undecided;

    Incoming(ConecBroadcast from, String sender, MultiMap headers, Body body, int undecided) {
      this.from = from;
      this.sender = sender;
      this.headers = headers;
      this.body = body;
      this.undecided = undecided;
    }

    void decided() {
      if (--undecided == 0) {
        from.fetch(1);
      }
    }
  }

  private final BridgeState bridge;
  private final String name;
  private final int bufferSize;
  /** What it means that messages were missed. */
  private final ConecError lagError;
  private final Supplier<List<String>> addresses;

  /**
   * @param addresses where messages are published now
   */
  BroadcastReader(BridgeState bridge, BroadcastMapping mapping, Supplier<List<String>> addresses) {
    this.bridge = bridge;
    this.name = mapping.getName();
    this.bufferSize = mapping.getBufferSize();
    // The senders wait for a reader that blocks, unless it is away. One that drops is told one number for both.
    this.lagError = mapping.getOverflow() == Overflow.BLOCK ? ConecError.COORDINATOR_LOST : ConecError.BUS_OVERLOADED;
    this.addresses = addresses;
  }

  void start(ConecBroadcast broadcast) {
    broadcast.pause();
    broadcast.laggedHandler(count -> bridge.context().emit(count, this::lagged));
    broadcast.handler(message -> bridge.context().emit(message, read -> read(broadcast, read)));
    broadcast.fetch(Math.min(WINDOW, bufferSize));
  }

  private void lagged(long count) {
    for (String address : addresses.get()) {
      bridge.counters().dropped.add(count);
      bridge.events().tell(bridge.context(), BridgeEventType.RECEIVE, new Subject(null, address, name),
        lagError, () -> new JsonObject().put("broadcast", name).put("lagged", count));
    }
  }

  private void read(ConecBroadcast broadcast, BroadcastMessage message) {
    List<String> targets = addresses.get();
    if (targets.isEmpty()) {
      broadcast.fetch(1);
      return;
    }
    Incoming incoming;
    try {
      incoming = decode(broadcast, message, targets.size());
    } catch (ConecException e) {
      targets.forEach(address -> refuse(message.sender(), address, null, e.error()));
      broadcast.fetch(1);
      return;
    }
    for (String address : targets) {
      if (bridge.events().isWatched()) {
        ask(incoming, address);
      } else {
        deliver(incoming, address, incoming.headers, incoming.body);
      }
    }
  }

  /** Members that are no bridges send what they like: bytes. */
  private Incoming decode(ConecBroadcast broadcast, BroadcastMessage message, int targets) {
    Buffer bytes = message.body();
    try {
      BusFrame frame = BusFrameReader.readBroadcast(bytes);
      return frame == null ? new Incoming(broadcast, message.sender(), null, new Body(bytes, null), targets)
        : new Incoming(broadcast, message.sender(), frame.headers(), bridge.bodies().read(frame), targets);
    } catch (WireException e) {
      throw new ConecException(ConecError.PROTOCOL_VIOLATION, e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED, "no memory for a message of " + bytes.length() + " bytes", e);
    }
  }

  private void ask(Incoming message, String address) {
    Supplier<JsonObject> raw = () -> RawMessage.of(false, address, message.headers, message.body.value())
      .put("broadcast", name);
    bridge.events().ask(bridge.context(), BridgeEventType.RECEIVE, new Subject(message.sender, address, name), raw,
      (permitted, replacement) -> {
        if (!permitted) {
          refuse(message.sender, address, message.headers, ConecError.BUS_NOT_PERMITTED);
          message.decided();
        } else if (replacement == null) {
          deliver(message, address, message.headers, message.body);
        } else {
          deliver(message, address, replacement.headers(), new Body(replacement.body(), null));
        }
      });
  }

  private void deliver(Incoming message, String address, MultiMap headers, Body body) {
    MultiMap marked = MultiMap.caseInsensitiveMultiMap();
    if (headers != null) {
      marked.addAll(headers);
    }
    marked.set(BusHeaders.PEER, message.sender).set(BusHeaders.BROADCAST, name);
    try {
      bridge.bus().publish(address, body, marked);
      bridge.counters().received.increment();
    } catch (ConecException e) {
      refuse(message.sender, address, headers, e.error());
    }
    message.decided();
  }

  private void refuse(String sender, String address, MultiMap headers, ConecError error) {
    bridge.counters().givenUp(error).increment();
    bridge.events().tell(bridge.context(), BridgeEventType.RECEIVE, new Subject(sender, address, name), error,
      () -> RawMessage.of(false, address, headers).put("broadcast", name));
  }
}
