package io.conec.impl.bridge;

import io.conec.ConecException;
import io.conec.impl.wire.BusCodecId;
import io.conec.impl.wire.BusFrame;
import io.conec.impl.wire.BusFrameWriter;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Delivers the messages of a stream to local consumers, and reports the results to the peer if it asks for them.
 */
final class ExportDelivery {

  private final BridgeState bridge;
  private final ExportStream stream;
  private final DeliveryWindow window;

  ExportDelivery(BridgeState bridge, ExportStream stream) {
    this.bridge = bridge;
    this.stream = stream;
    this.window = new DeliveryWindow(bridge, stream.address());
  }

  /**
   * Deliver a message without a confirmation.
   *
   * @param release   called when the message is released
   * @param target gets the message, {@code null} for the local consumers of the address
   */
  void deliver(BusFrame.Message frame, Body body, MultiMap headers, Runnable release,
    Consumer<Message<Object>> target) {
    boolean accepted = frame instanceof BusFrame.Request request
      ? bridge.bus().request(stream.address(), body, headers, stream.timeout(request.timeout()), (taken, failure) -> {
        release.run();
        check(failure);
      }, stream.serve(request.id()), target)
      : bridge.bus().deliver(!frame.isPublish(), stream.address(), body, headers, (taken, failure) -> {
        release.run();
        lost(frame, failure);
      }, target);
    if (accepted) {
      bridge.counters().received.increment();
    }
  }

  /**
   * @param refusal supplies why the message must not be delivered now, {@code null} when it may
   */
  void confirm(BusFrame.Message frame, Body body, MultiMap headers, Runnable release, Supplier<Throwable> refusal) {
    window.add(new PendingDelivery(!frame.isPublish(), body, headers, refusal, (taken, failure) -> {
      release.run();
      if (stream.isOpen()) {
        confirm(frame, failure);
      }
    }));
  }

  private void confirm(BusFrame.Message frame, Throwable failure) {
    if (failure instanceof ConecException reason) {
      stream.fail(frame, reason);
    } else if (failure != null) {
      check(failure);
      stream.sendFailure(frame.id(), Failures.of(failure));
    } else {
      Buffer answer = BusFrameWriter.answer(frame.id(), BusFrame.NO_ID, 0, null, 0);
      BusFrameWriter.systemCodec(answer, BusCodecId.NULL);
      stream.write(answer, lost -> stream.answerLost("a message that was taken", lost));
    }
  }

  /** Called on any thread. */
  private void lost(BusFrame.Message frame, Throwable failure) {
    if (failure instanceof ConecException reason) {
      bridge.context().emit(reason, r -> stream.fail(frame, r));
    } else if (failure != null) {
      // There is no consumer. On one event bus this would not count, but here the sender may have seen a consumer.
      bridge.counters().dropped.increment();
      check(failure);
    }
  }

  /** Called on any thread. Otherwise the peer would send until the next check of the consumers. */
  private void check(Throwable failure) {
    if (failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
      bridge.context().emit(v -> stream.reportConsumers());
    }
  }

  /** Drop messages that no consumer has got: the peer knows that they are not confirmed. */
  void close() {
    window.close();
  }
}
