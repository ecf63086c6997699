package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.bridge.ConecBridgeEventType;
import io.conec.impl.wire.BusConsumers;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameWriter;
import io.conec.impl.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A stream of a peer that imports an address of this side. Its messages are delivered if an export permits them.
 */
final class ExportStream extends BusStream {

  private final Imports imports;
  private final Consumer<ExportStream> onClose;
  private final DecisionQueue decisions;
  private String address;
  private PeerPermissions permissions;
  private ExportDelivery delivery;
  private Availability availability;
  /** Whether the peer does not read its answers. */
  private boolean unread;

  ExportStream(BridgeState bridge, ConecStream stream, Imports imports, Consumer<ExportStream> onClose) {
    super(bridge, stream);
    this.imports = imports;
    this.onClose = onClose;
    this.decisions = new DecisionQueue(bridge);
  }

  @Override
  void start() {
    // Pause, because the backlog for further frames is known only after the first one.
    stream.pause();
    stream.fetch(1);
    super.start();
  }

  @Override
  String address() {
    return address;
  }

  @Override
  void handle(BusFrame frame, Runnable release) {
    if (frame instanceof BusFrame.Attach attach && address == null) {
      attach(attach);
    } else if (frame instanceof BusFrame.Message message && address != null) {
      receive(message, release);
    } else {
      throw new WireException("bus frame of type " + frame.type() + (frame instanceof BusConsumers
        ? " from the side that imports" : address == null ? " before the address is known" : " twice"));
    }
  }

  private void attach(BusFrame.Attach frame) {
    if (frame.version() != BusFrame.VERSION) {
      reset(ConecError.VERSION_MISMATCH, "bus frames of version " + frame.version() + ", not " + BusFrame.VERSION);
      return;
    }
    address = frame.address();
    permissions = new PeerPermissions(bridge.exports(), peer, address);
    availability = new Availability(bridge, imports, permissions, peer, address);
    delivery = new ExportDelivery(bridge, this);
    report(ConecBridgeEventType.STREAM_OPENED, null, () -> null);
    count(bridge.backlogs().of(bridge, peer, address));
    reportConsumers();
  }

  /** Tell the peer whether the address has consumers, if that has changed; a slow peer gets only the last state. */
  void reportConsumers() {
    if (address == null || !isOpen() || stream.writeQueueFull()) {
      return;
    }
    BusConsumers change = availability.change();
    if (change != null) {
      write(BusFrameWriter.consumers(change), lost -> answerLost("consumers", lost));
    }
  }

  private void receive(BusFrame.Message frame, Runnable release) {
    Transit.requireRoute(frame);
    if (isUnanswerable(frame)) {
      release.run();
      return;
    }
    if (frame.route().via().contains(bridge.id())) {
      refuse(frame, release, Failures.loop(address, bridge.id()));
      return;
    }
    if (frame instanceof BusFrame.Request && isFull()) {
      refuse(frame, release, Failures.overloaded(bridge.options().getMaxExportInFlight()
        + " messages are in flight at peer '"
        + bridge.id() + "'", "maxExportInFlight", "bridge there"));
      return;
    }
    // Decode nothing for a peer that may not send to the address, and only JSON where the body has to match.
    if (!permissions.permitsCodec(frame.payload().codecId())) {
      refuse(frame, release, notPermitted());
      return;
    }
    ReceivedBody body;
    try {
      body = bridge.bodies().read(frame);
    } catch (ConecException e) {
      refuse(frame, release, e);
      return;
    }
    if (!permissions.permitsBody(body)) {
      refuse(frame, release, notPermitted());
    } else if (decisions.isNeeded()) {
      ask(frame, release, body);
    } else {
      deliver(frame, release, body, body.body(), frame.headers());
    }
  }

  private boolean isFull() {
    int limit = bridge.options().getMaxExportInFlight();
    if (conversations() + decisions.size() < limit) {
      return false;
    }
    expire(System.nanoTime());
    return conversations() + decisions.size() >= limit;
  }

  private ConecException notPermitted() {
    return Failures.notPermitted(address, peer);
  }

  private void ask(BusFrame.Message frame, Runnable release, ReceivedBody body) {
    Supplier<JsonObject> raw = () -> RawMessage.of(!frame.isPublish(), address, frame.headers(), body.peek());
    decisions.ask(ConecBridgeEventType.RECEIVE, EventSubject.ofPeer(peer, address), raw, (refusal, replacement) -> {
      try {
        if (refusal != null) {
          refuse(frame, release, Failures.denied(refusal, address, peer));
        } else if (!permissions.permitsBody(body)) {
          // The exports have changed while the event handler decided.
          refuse(frame, release, notPermitted());
        } else if (replacement == null) {
          deliver(frame, release, body, body.body(), frame.headers());
        } else {
          deliver(frame, release, body, replacement.of(body.body(), bridge.bodies()), replacement.headers());
        }
      } catch (ConecException e) {
        refuse(frame, release, e);
      }
    });
  }

  private void deliver(BusFrame.Message frame, Runnable release, ReceivedBody received, Body body, MultiMap own) {
    if (isUnanswerable(frame)) {
      release.run();
      return;
    }
    MultiMap headers = frame.route().show(identified(own));
    if (ForwardedMessage.isNeeded(frame, bridge.id())) {
      new ForwardedMessage(this, delivery, bridge.id(), frame, release)
        .forward(imports.transit(address), permissions.permitsTransit(received), body, headers);
    } else if (frame instanceof BusFrame.Deliver) {
      delivery.confirm(frame, body, headers, release, () -> permissions.permitsBody(received) ? null : notPermitted());
    } else {
      delivery.deliver(frame, body, headers, release, null);
    }
  }

  /** Whether the sender of the message knows already that this side is away. */
  private boolean isUnanswerable(BusFrame.Message frame) {
    return frame.id() != BusFrame.NO_ID && !isOpen();
  }

  void refuse(BusFrame.Message frame, Runnable release, ConecException reason) {
    release.run();
    fail(frame, reason);
  }

  void fail(BusFrame.Message frame, ConecException reason) {
    bridge.counters().countFailure(reason.error());
    report(ConecBridgeEventType.RECEIVE, reason.error(), () -> RawMessage.of(!frame.isPublish(), address,
      frame.headers()));
    sendFailure(frame.id(), Failures.of(reason));
  }

  private void report(ConecBridgeEventType type, ConecError error, Supplier<JsonObject> raw) {
    bridge.events().report(bridge.context(), type, EventSubject.ofPeer(peer, address), error, raw);
  }

  /** Read no more messages of a peer that does not read its answers. */
  @Override
  void written() {
    if (!unread && stream.writeQueueFull()) {
      unread = true;
      stream.pause();
      stream.drainHandler(drained -> bridge.context().emit(drained, d -> {
        unread = false;
        resume();
      }));
    }
  }

  @Override
  void resume() {
    if (!unread) {
      super.resume();
    }
  }

  /**
   * For a second, deliver the messages that the peer sends before it knows that this side ends. Later messages are only
   * counted.
   *
   * @return completed when the peer has ended, or after two seconds
   */
  Future<Void> shutdown(ConecException reason) {
    Promise<Void> over = bridge.context().promise();
    stream.closeHandler(closed -> bridge.context().emit(e -> {
      close(reason);
      over.complete();
    }));
    end(reason);
    stopDelivery();
    linger();
    return inTime(over).compose(v -> {
      close(reason);
      return Future.join(decisions.settle(), inTime(over));
    }).mapEmpty();
  }

  private static Future<Void> inTime(Promise<Void> promise) {
    return promise.future().timeout(BridgeState.CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
  }

  @Override
  void tooLate(BusFrame frame) {
    if (frame instanceof BusFrame.Message message && message.id() == BusFrame.NO_ID) {
      fail(message, endReason());
    }
  }

  private void stopDelivery() {
    if (delivery != null) {
      delivery.close();
    }
  }

  @Override
  void onClose(Throwable reason) {
    stopDelivery();
    if (address != null) {
      report(ConecBridgeEventType.STREAM_CLOSED, Failures.error(reason), () -> null);
    }
    onClose.accept(this);
  }
}
