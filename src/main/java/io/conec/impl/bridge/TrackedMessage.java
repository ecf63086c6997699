package io.conec.impl.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.eventbus.impl.clustered.ClusteredMessage;

/**
 * A message without an answer that is told when it is copied for a consumer, and tells when the consumer has taken it
 * or the event bus has discarded it. An event bus without a cluster takes the message of a clustered one, too.
 */
final class TrackedMessage extends ClusteredMessage<Object, Object> {

  /** Shared with the copies, and with nothing else: in memory as long as one of them is. */
  private final Object trace;
  private final boolean copy;
  private Delivery delivery;
  private boolean taken;

  /**
   * @param node the id of this member of the cluster, {@code null} without one
   */
  TrackedMessage(String node, String address, MultiMap headers, Object body, MessageCodec<Object, Object> codec,
                 boolean send, EventBusImpl bus) {
    super(node, address, headers, body, codec, send, bus);
    trace = new Object();
    copy = false;
  }

  private TrackedMessage(TrackedMessage original) {
    super(original);
    trace = original.trace;
    copy = true;
    delivery = original.delivery;
    delivery.chosen();
  }

  Delivery track(Deliveries deliveries, Runnable onTaken) {
    delivery = deliveries.expect(trace, onTaken);
    return delivery;
  }

  @Override
  public TrackedMessage copyBeforeReceive() {
    return new TrackedMessage(this);
  }

  /** The event bus asks for it when it discards the message. A consumer that asks has taken the message. */
  @Override
  public String replyAddress() {
    taken();
    return null;
  }

  synchronized void taken() {
    if (copy && !taken) {
      taken = true;
      delivery.taken();
    }
  }

  /** As without a cluster, where interceptors may ask for it before there is a consumer. */
  @Override
  public Object body() {
    if (receivedBody == null && sentBody != null) {
      receivedBody = messageCodec.transform(sentBody);
    }
    return receivedBody;
  }
}
