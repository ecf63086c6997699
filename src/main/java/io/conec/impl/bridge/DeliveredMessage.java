package io.conec.impl.bridge;

import io.vertx.core.Completable;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;

/**
 * What a peer has sent, on its way to local consumers, or to a local sender that waits for it.
 * <p>
 * The copy for a consumer detects whether the consumer takes it or the event bus discards it.
 */
public final class DeliveredMessage extends PeerMessage {

  private final LocalBus local;
  /** {@code null} when the result is not needed. */
  private final Delivery delivery;
  /** Referenced only by this message and its copies, so it stays in memory as long as one of them. */
  private final Object token;
  private boolean queued;

  /**
   * @param done as in {@link LocalBus#deliver}; {@code null} when the result is not needed
   */
  DeliveredMessage(LocalBus local, boolean send, String address, Body body, MultiMap headers, Completable<Void> done) {
    super(local.internals(), local.member(), address, headers, body, send);
    this.local = local;
    this.token = done == null ? null : new Object();
    this.delivery = done == null ? null : local.consumption().expect(token, done);
  }

  private DeliveredMessage(DeliveredMessage original) {
    super(original);
    local = original.local;
    delivery = original.delivery;
    token = original.token;
    if (delivery != null) {
      delivery.chosen();
      queued = true;
    }
  }

  @Override
  DeliveredMessage copy() {
    return new DeliveredMessage(this);
  }

  /** All consumers are chosen, or there are none for this reason. */
  void dispatched(Throwable failure) {
    delivery.settled(failure);
  }

  /** A consumer has the message. */
  public void taken() {
    leaveQueue(null);
  }

  @Override
  void discarded() {
    leaveQueue(Failures.discarded(address));
  }

  @Override
  synchronized boolean isQueued() {
    return queued;
  }

  private void leaveQueue(Throwable failure) {
    synchronized (this) {
      if (!queued) {
        return;
      }
      queued = false;
    }
    delivery.settled(failure);
  }

  @Override
  ConsumerReply answer(Object body, DeliveryOptions options) {
    // Not as a local message, so that the checkers of the event bus apply.
    MessageCodec<Object, Object> codec = local.codec(body, options.getCodecName());
    return new ConsumerReply(local, replyAddress, options.getHeaders(), body, codec, trace);
  }

  /** So local-only consumers do not get it. */
  @Override
  public boolean isFromWire() {
    return true;
  }
}
