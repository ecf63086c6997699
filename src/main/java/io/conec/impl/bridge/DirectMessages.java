package io.conec.impl.bridge;

import io.conec.bridge.ConecProducer;
import io.conec.impl.bridge.DirectMessage.Kind;
import io.conec.impl.config.Require;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;

/**
 * Sends messages to peers that do not come from the local event bus. Safe from any thread: the message is encoded on
 * the calling thread, and the result arrives on the context of the caller.
 */
final class DirectMessages {

  private final VertxInternal vertx;
  private volatile Started started;

  private record Started(BridgeState bridge, DirectRoutes routes) {
  }

  DirectMessages(VertxInternal vertx) {
    this.vertx = vertx;
  }

  void start(BridgeState bridge) {
    started = new Started(bridge, new DirectRoutes(bridge, this));
  }

  void expire(long now) {
    started.routes().expire(now);
  }

  Future<Void> close() {
    return started.routes().close();
  }

  <T> ConecProducer<T> producer(boolean publish, String peer, String address, DeliveryOptions options) {
    PeerAddress target = PeerAddress.of(peer, address);
    return new ProducerImpl<>(vertx.getOrCreateContext(), target, options, (body, current, queue) ->
      this.<Void>write(kind(publish), target, null, body, current, queue).mapEmpty());
  }

  Future<Void> deliver(boolean publish, String peer, String address, Object body, DeliveryOptions options) {
    return write(kind(publish), peer, address, body, options).mapEmpty();
  }

  <T> Future<Message<T>> request(String peer, String address, Object body, DeliveryOptions options) {
    return write(Kind.REQUEST, peer, address, body, options);
  }

  private static Kind kind(boolean publish) {
    return publish ? Kind.PUBLISH : Kind.SEND;
  }

  private <T> Future<Message<T>> write(Kind kind, String peer, String address, Object body, DeliveryOptions options) {
    try {
      return write(kind, PeerAddress.of(peer, address), null, body, Require.notNull("options", options), null);
    } catch (IllegalArgumentException e) {
      return vertx.getOrCreateContext().failedFuture(e);
    }
  }

  void reply(DirectReply original, Object body, DeliveryOptions options) {
    write(Kind.REPLY, original.target(), original, body, options, null);
  }

  <T> Future<Message<T>> replyAndRequest(DirectReply original, Object body, DeliveryOptions options) {
    return write(Kind.REPLY_AND_REQUEST, original.target(), original, body, options, null);
  }

  /**
   * @param original   the message that this one replies to, {@code null} for other kinds
   * @param ofProducer counts its bytes, {@code null} for a message without a producer
   */
  @SuppressWarnings("unchecked")
  private <T> Future<Message<T>> write(Kind kind, PeerAddress target, DirectReply original, Object body,
                                       DeliveryOptions options, QueueSize ofProducer) {
    ContextInternal caller = vertx.getOrCreateContext();
    if (started == null) {
      return caller.failedFuture(new IllegalStateException("start the bridge first"));
    }
    BridgeState bridge = started.bridge();
    Promise<Message<Object>> result = caller.promise();
    DirectRoute route = null;
    try {
      route = started.routes().acquire(target);
      QueueSize queue = ofProducer == null ? route.queue() : ofProducer;
      if (queue.isAtLimit(bridge.options().getMaxQueuedBytes())) {
        throw Failures.overloaded("too many bytes wait for peer '" + target.peer() + "'",
          "maxQueuedBytes", "bridge");
      }
      Message<Object> message = message(bridge, kind, target, body, options);
      MessageSpan.trace(caller, message, options, result.future());
      DirectContent content = new DirectContent(message, body, bridge.bodies(), bridge.events().isWatched());
      Runnable end = counted(route, queue, content.size());
      long deadline = Deadline.in(options.getSendTimeout());
      DirectMessage direct = new DirectMessage(kind, route, content, original, deadline, result, end);
      if (direct.isRequest()) {
        long timer = caller.setTimer(options.getSendTimeout(), expired ->
          bridge.context().emit(v -> direct.expire()));
        result.future().onComplete((reply, failure) -> vertx.cancelTimer(timer));
      }
      bridge.context().emit(direct, route::submit);
    } catch (RuntimeException e) {
      if (route != null) {
        route.release();
      }
      bridge.counters().countFailure(Failures.error(e));
      ReplyException failure = Failures.of(e);
      if (original != null) {
        bridge.context().emit(v -> original.stream().sendFailure(original.next(), failure));
      }
      result.fail(failure);
    }
    return (Future<Message<T>>) (Future<?>) result.future();
  }

  /** Not as a local message, so that the checkers of the event bus apply. */
  private static Message<Object> message(BridgeState bridge, Kind kind, PeerAddress target, Object body,
                                         DeliveryOptions options) {
    // A copy, because a tracer adds headers.
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    if (options.getHeaders() != null) {
      headers.addAll(options.getHeaders());
    }
    try {
      return bridge.bus().internals()
        .message(kind != Kind.PUBLISH, target.address(), headers, body, options.getCodecName());
    } catch (IllegalArgumentException e) {
      throw Failures.codec("the event bus has no codec for the body", e);
    }
  }

  private static Runnable counted(DirectRoute route, QueueSize queue, int size) {
    queue.add(size);
    return () -> {
      queue.remove(size);
      route.release();
    };
  }
}
