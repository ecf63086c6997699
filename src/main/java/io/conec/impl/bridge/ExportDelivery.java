package io.conec.impl.bridge;

import io.conec.ConecException;
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
 * Gives the messages of a stream to local consumers, and tells the peer what came of them if it wants to know.
 */
final class ExportDelivery {

  private static final byte NULL_CODEC = 0;

  private final BridgeState bridge;
  private final ExportStream stream;
  private final DeliveryWindow window;

  ExportDelivery(BridgeState bridge, ExportStream stream) {
    this.bridge = bridge;
    this.stream = stream;
    this.window = new DeliveryWindow(bridge, stream.address());
  }

  /**
   * Without a confirmation.
   *
   * @param gone   to be run when the message is not here any more
   * @param target who gets it, {@code null} for the consumers of the address here
   */
  void give(BusFrame frame, Body body, MultiMap headers, Runnable gone, Consumer<Message<Object>> target) {
    boolean given = frame.type() == BusFrame.REQUEST
      ? bridge.bus().request(stream.address(), body, headers, stream.timeout(frame), (taken, failure) -> {
        gone.run();
        check(failure);
      }, stream.serve(frame.id()), target)
      : bridge.bus().deliver(!frame.isPublish(), stream.address(), body, headers, (taken, failure) -> {
        gone.run();
        lost(frame, failure);
      }, target);
    if (given) {
      bridge.counters().received.increment();
    }
  }

  /**
   * @param refusal why the message must not be delivered now, {@code null} when it may
   */
  void confirm(BusFrame frame, Body body, MultiMap headers, Runnable gone, Supplier<Throwable> refusal) {
    window.add(new PendingDelivery(!frame.isPublish(), body, headers, refusal, (taken, failure) -> {
      gone.run();
      if (stream.isOpen()) {
        confirm(frame, failure);
      }
    }));
  }

  private void confirm(BusFrame frame, Throwable failure) {
    if (failure instanceof ConecException reason) {
      stream.giveUp(frame, reason);
    } else if (failure != null) {
      check(failure);
      stream.sendFailure(frame.id(), Failures.of(failure));
    } else {
      Buffer answer = BusFrameWriter.answer(frame.id(), BusFrame.NO_ID, 0, null, 0);
      BusFrameWriter.systemCodec(answer, NULL_CODEC);
      stream.write(answer, lost -> stream.untold("a message that was taken", lost));
    }
  }

  /** On any thread. */
  private void lost(BusFrame frame, Throwable failure) {
    if (failure instanceof ConecException reason) {
      bridge.context().emit(reason, r -> stream.giveUp(frame, r));
    } else if (failure != null) {
      // No consumer: the same as on one event bus, but the sender may have seen one.
      bridge.counters().dropped.increment();
      check(failure);
    }
  }

  /** On any thread. The peer would go on sending until the next look at the consumers. */
  private void check(Throwable failure) {
    if (failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
      bridge.context().emit(v -> stream.tellConsumers());
    }
  }

  /** What consumers have not been given is dropped: the peer knows that it is not confirmed. */
  void close() {
    window.close();
  }
}
