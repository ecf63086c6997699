package io.conec.impl.bridge;

import io.conec.ConecError;
import io.conec.ConecStream;
import io.conec.impl.wire.BusConsumers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

import java.util.concurrent.TimeUnit;

/**
 * The open stream of a {@link DirectRoute}.
 */
final class DirectStream extends AttachedStream {

  private final DirectRoute route;

  DirectStream(BridgeState bridge, ConecStream stream, DirectRoute route) {
    super(bridge, stream);
    this.route = route;
  }

  @Override
  String address() {
    return route.target().address();
  }

  @Override
  void update(BusConsumers consumers) {
    // Ignored: the answers report it for each message.
  }

  void send(DirectMessage message) {
    if (!isOpen()) {
      message.failed(Failures.peerAway(peer, stream.closeReason()));
      message.released();
      return;
    }
    Buffer frame = message.frame(this);
    bridge.counters().sent.increment();
    stream.write(frame).onComplete((written, failure) -> bridge.context().emit(v -> {
      if (failure != null) {
        message.lost(Failures.notSent(peer, failure));
      }
      message.released();
    }));
  }

  /** End the stream: no message is pending. */
  Future<Void> end() {
    Future<Void> ended = stream.end();
    close(null);
    return ended.timeout(BridgeState.CLOSE_SECONDS, TimeUnit.SECONDS)
      .onFailure(failure -> stream.reset(ConecError.CLOSED.code()));
  }

  @Override
  void onClose(Throwable reason) {
    route.lost(this, reason);
  }
}
