package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.ConecStream;
import io.conec.impl.wire.BusConsumers;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameWriter;
import io.conec.impl.wire.BusRoute;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.util.concurrent.TimeUnit;

/**
 * The stream of an import. It sends local messages to the peer, and receives the answers.
 */
final class ImportStream extends AttachedStream {

  /** The least time between two processed reports of the peer about its consumers, in milliseconds. */
  private static final long CHANGE_INTERVAL_MILLIS = 50;

  private final Import owner;
  private final ImportSender sender;
  private BusConsumers reported;
  private BusConsumers processed;
  private boolean waiting;

  ImportStream(BridgeState bridge, ConecStream stream, Import owner, ImportSender sender) {
    super(bridge, stream);
    this.owner = owner;
    this.sender = sender;
  }

  @Override
  String address() {
    return owner.address();
  }

  @Override
  void update(BusConsumers consumers) {
    consumers.destinations().keySet().forEach(Transit::requireId);
    reported = consumers;
    if (!waiting) {
      process();
    }
  }

  /** Limited, because a change causes a registration, in a cluster at all members. */
  private void process() {
    waiting = !reported.equals(processed);
    if (waiting && !isClosed()) {
      processed = reported;
      bridge.context().setTimer(CHANGE_INTERVAL_MILLIS, timer -> process());
      owner.update(processed);
    }
  }

  void send(OutgoingMessage message) {
    // Messages that are passed on have their own bound, the backlog of their peer.
    if (stream.writeQueueFull() && !message.isForwarded()) {
      sender.refuse(message, Failures.overloaded("too many bytes wait to be sent to peer '" + peer + "'",
        "maxQueuedBytes", "import"));
      return;
    }
    long id = message.isRequest() ? await(message.message(), message.deadline()) : BusFrame.NO_ID;
    Handler<Throwable> onFailure = failure -> {
      if (!message.isRequest() || settle(id) != null) {
        sender.refuse(message, failure);
      }
    };
    try {
      Buffer frame = frame(id, message);
      bridge.counters().sent.increment();
      write(frame, failure -> {
        bridge.counters().sent.decrement();
        onFailure.handle(isClosed() ? endReason() : Failures.notSent(peer, failure));
      }).onComplete(written -> message.taken());
    } catch (RuntimeException e) {
      onFailure.handle(e);
    }
  }

  private Buffer frame(long id, OutgoingMessage message) {
    int size = message.isBodyReplaced() ? BodyCodec.size(message.body()) : BodyCodec.size(message.message());
    MultiMap headers = headers(message);
    Buffer frame = message.isRequest()
      ? BusFrameWriter.request(id, Deadline.remaining(message.deadline()), headers, size)
      : BusFrameWriter.message(message.isSend() ? BusFrame.SEND : BusFrame.PUBLISH, headers, size);
    if (message.isBodyReplaced()) {
      bridge.bodies().write(frame, message.body());
    } else {
      bridge.bodies().write(frame, message.message());
    }
    return frame;
  }

  private static MultiMap headers(OutgoingMessage message) {
    MultiMap headers = HeaderFilter.withoutReserved(message.headers());
    BusRoute route = message.route();
    if (route.equals(BusRoute.NONE)) {
      return headers;
    }
    return route.write(MultiMap.caseInsensitiveMultiMap().addAll(headers));
  }

  /**
   * Wait for the peer to confirm the sent messages.
   *
   * @return fails when the peer has not confirmed them in time; it may still do so
   */
  Future<Void> finish(ConecException reason) {
    Future<Void> ended = stream.end();
    linger();
    close(reason);
    return ended.timeout(BridgeState.CLOSE_SECONDS, TimeUnit.SECONDS).recover(failure ->
      Future.failedFuture(new ConecException(ConecError.TIMEOUT, "peer '" + peer + "' has not confirmed within "
        + BridgeState.CLOSE_SECONDS + " s what was sent to it", failure)));
  }

  @Override
  void onClose(Throwable reason) {
    owner.lost(this, reason);
  }
}
