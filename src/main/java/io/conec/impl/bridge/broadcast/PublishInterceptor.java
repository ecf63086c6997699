package io.conec.impl.bridge.broadcast;

import io.conec.ConecError;
import io.conec.bridge.BusHeaders;
import io.conec.impl.bridge.BodyCodec;
import io.conec.impl.bridge.BridgeState;
import io.conec.impl.bridge.BusInternals;
import io.conec.impl.bridge.DeliveredMessage;
import io.conec.impl.bridge.Failures;
import io.conec.impl.bridge.HeaderFilter;
import io.conec.impl.bridge.PublishListener;
import io.conec.impl.wire.BusFrameWriter;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.Message;

import java.util.List;
import java.util.Map;

/**
 * Intercepts the messages that are published on this event bus, and passes them to the broadcasts of their address. A
 * consumer of the address would also get sent messages, which are for consumers of the application.
 * <p>
 * It is called on the thread of the publisher, and encodes there, because the body may change afterwards.
 */
final class PublishInterceptor implements Handler<DeliveryContext<Object>>, PublishListener {

  private final BridgeState bridge;
  private volatile Map<String, List<BroadcastWriter>> writers = Map.of();

  PublishInterceptor(BridgeState bridge) {
    this.bridge = bridge;
  }

  /**
   * @param writers the broadcasts of each mapped address
   */
  void route(Map<String, List<BroadcastWriter>> writers) {
    this.writers = writers;
  }

  @Override
  public void handle(DeliveryContext<Object> delivery) {
    if (!delivery.send()) {
      published(delivery.message(), delivery.body());
    }
    try {
      delivery.next();
    } catch (RuntimeException e) {
      // Fail the delivery, because Vert.x does not pass the exception to the sender, which would wait for a reply.
      BusInternals.fail(delivery, Failures.of(Failures.undeliverable(e)));
      throw e;
    }
  }

  @Override
  public void published(Message<Object> message, Object body) {
    List<BroadcastWriter> targets = writers.get(message.address());
    if (targets != null && !message.headers().contains(BusHeaders.BROADCAST)) {
      publish(message, body, targets);
    }
  }

  private void publish(Message<Object> message, Object body, List<BroadcastWriter> targets) {
    OutgoingPublish outgoing;
    try {
      outgoing = encode(message, body);
    } catch (RuntimeException e) {
      ConecError error = Failures.error(e);
      OutgoingPublish failed = new OutgoingPublish(message.address(), null, 0, 0, null);
      targets.forEach(writer -> writer.refuse(failed, error));
      return;
    }
    targets.forEach(writer -> writer.offer(outgoing));
  }

  private OutgoingPublish encode(Message<Object> message, Object body) {
    Buffer frame = BusFrameWriter.broadcast(HeaderFilter.withoutReserved(message.headers()), BodyCodec.size(body));
    int bodyStart = frame.length();
    bridge.bodies().writeSent(frame, message, body);
    return new OutgoingPublish(message.address(), frame, bodyStart, frame.length(),
      bridge.events().isWatched() ? copy(message) : null);
  }

  private static Message<?> copy(Message<Object> message) {
    try {
      Message<?> copy = BusInternals.copy(message);
      if (copy instanceof DeliveredMessage delivered) {
        // This copy is not for a consumer.
        delivered.taken();
      }
      return copy;
    } catch (RuntimeException e) {
      throw Failures.codec("codec '" + BusInternals.codec(message).name() + "' cannot copy the body", e);
    }
  }
}
