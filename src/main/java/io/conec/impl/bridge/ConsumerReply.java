package io.conec.impl.bridge;

import io.conec.ConecException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;

/**
 * The reply of a local consumer to a peer. Like a reply to another member of a cluster, it passes the outbound
 * interceptors of this event bus, but no inbound ones.
 */
final class ConsumerReply extends PeerMessage {

  private final LocalBus local;
  /** The encoded body, or the failure of its encoding. */
  private Buffer encoded;
  private ConecException failure;

  ConsumerReply(LocalBus local, String address, MultiMap headers, Object body, MessageCodec<Object, Object> codec,
                Object trace) {
    super(local.internals(), local.member(), address, headers, new Body(body, codec), true);
    this.local = local;
    this.trace = trace;
    if (local.member() != null) {
      BusInternals.sendTo(local.member(), this);
    }
  }

  /** The copy for the bridge. It is made on the thread of the consumer, because the body may change afterwards. */
  private ConsumerReply(ConsumerReply original) {
    super(original.local.withoutInterceptors(), null, original.address, null, new Body(null, original.messageCodec),
      true);
    local = original.local;
    replyAddress = original.replyAddress;
    if (original.headers != null) {
      headers = MultiMap.caseInsensitiveMultiMap().addAll(original.headers);
    }
    try {
      encoded = local.bodies().encode(original, original.sentBody);
    } catch (ConecException e) {
      failure = e;
      // A failure that cannot be encoded still fails the request. Any other failure is a reply here, so metrics count
      // it as one.
      receivedBody = original.sentBody instanceof ReplyException ? original.sentBody : null;
    }
  }

  @Override
  ConsumerReply copy() {
    return new ConsumerReply(this);
  }

  /** Only the peer may reply to it. */
  @Override
  PeerMessage answer(Object body, DeliveryOptions options) {
    throw new IllegalStateException("a reply on its way to a peer");
  }

  /**
   * @throws ConecException when the body cannot be encoded
   */
  Buffer encoded() {
    if (failure != null) {
      throw failure;
    }
    return encoded;
  }

  @Override
  public boolean isToWire() {
    return true;
  }
}
