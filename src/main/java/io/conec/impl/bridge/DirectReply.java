package io.conec.impl.bridge;

import io.conec.impl.wire.BusFrame;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

/**
 * The reply of a peer to a request that did not come from the local event bus. The application may reply to it; nothing
 * here waits for that.
 */
final class DirectReply implements Message<Object> {

  private final DirectRoute route;
  private final DirectStream stream;
  private final MultiMap headers;
  private final Object body;
  private final long next;

  /**
   * @param next the id of the answer that the peer waits for, {@link BusFrame#NO_ID} for none
   */
  DirectReply(DirectRoute route, DirectStream stream, MultiMap headers, Object body, long next) {
    this.route = route;
    this.stream = stream;
    this.headers = headers;
    this.body = body;
    this.next = next;
  }

  PeerAddress target() {
    return route.target();
  }

  DirectStream stream() {
    return stream;
  }

  long next() {
    return next;
  }

  @Override
  public String address() {
    return stream.address();
  }

  @Override
  public MultiMap headers() {
    return headers;
  }

  @Override
  public Object body() {
    return body;
  }

  @Override
  public String replyAddress() {
    return next == BusFrame.NO_ID ? null : "conec.reply." + next;
  }

  @Override
  public boolean isSend() {
    return true;
  }

  @Override
  public void reply(Object message, DeliveryOptions options) {
    if (next != BusFrame.NO_ID) {
      route.messages().reply(this, message, options);
    }
  }

  @Override
  public <R> Future<Message<R>> replyAndRequest(Object message, DeliveryOptions options) {
    if (next == BusFrame.NO_ID) {
      throw new IllegalStateException("the peer does not wait for an answer to its reply");
    }
    return route.messages().replyAndRequest(this, message, options);
  }
}
