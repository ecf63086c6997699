package io.conec.impl.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.impl.HandlerRegistration;
import io.vertx.core.eventbus.impl.clustered.ClusteredMessage;

/**
 * A message that comes from a peer, or goes to one: like one of another member of a cluster. An event bus without a
 * cluster takes such a message, too.
 */
abstract class PeerMessage extends ClusteredMessage<Object, Object> {

  private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /**
   * @param member that of the sender, {@code null} without a cluster
   */
  PeerMessage(BusInternals bus, String member, String address, MultiMap headers, Body body, boolean send) {
    super(member, address, headers, body.sent(), body.codec(), send, bus.bus());
  }

  PeerMessage(PeerMessage original) {
    super(original);
  }

  /** For one receiver, on the thread of the sender. */
  abstract PeerMessage copy();

  abstract PeerMessage answer(Object body, DeliveryOptions options);

  /** Whether the event bus may still discard it. */
  boolean isQueued() {
    return false;
  }

  /** The event bus discards it. */
  void discarded() {
  }

  @Override
  public final PeerMessage copyBeforeReceive() {
    return copy();
  }

  @Override
  protected final PeerMessage createReply(Object body, DeliveryOptions options) {
    return answer(body, options);
  }

  /** The event bus calls this before it discards the message. */
  @Override
  public final String replyAddress() {
    if (isQueued() && STACK.getCallerClass() == HandlerRegistration.class) {
      discarded();
    }
    return replyAddress;
  }

  /** As without a cluster, where interceptors may read the body before there is a consumer. */
  @Override
  public final Object body() {
    if (receivedBody == null && sentBody != null) {
      receivedBody = messageCodec.transform(sentBody);
    }
    return receivedBody;
  }
}
