package io.conec.impl.bridge;

import io.conec.impl.bridge.BusInternals.Receiver;
import io.conec.impl.wire.BusCodecId;
import io.vertx.core.Completable;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;

import java.util.List;
import java.util.function.Consumer;

/**
 * The local event bus, as the bridge uses it. Messages of peers are delivered like those of another member of a
 * cluster, which pass no outbound interceptors. This class catches everything that codecs throw.
 */
public final class LocalBus {

  private final VertxInternal vertx;
  private final BusInternals internals;
  private final BusHandlers handlers;
  private final BodyCodec bodies;
  private final ConsumptionInterceptor consumption;
  private final ChosenConsumers chosen;
  private final long requestTimeout;
  private final String member;
  /** {@code null} without a cluster. */
  private final ClusterMembers members;
  private final BusInternals withoutInterceptors;

  /**
   * @param requestTimeout the time-out in milliseconds of a sender whose time-out is not known
   */
  LocalBus(VertxInternal vertx, BusInternals internals, BusHandlers handlers, BodyCodec bodies,
           ConsumptionInterceptor consumption, long requestTimeout) {
    this.vertx = vertx;
    this.internals = internals;
    this.handlers = handlers;
    this.bodies = bodies;
    this.consumption = consumption;
    this.chosen = new ChosenConsumers(this, internals, handlers);
    this.requestTimeout = requestTimeout;
    this.member = vertx.isClustered() ? vertx.clusterManager().getNodeId() : null;
    this.members = member == null ? null : new ClusterMembers(internals, handlers, member);
    this.withoutInterceptors = BusInternals.withoutInterceptors(new WithoutMetrics(vertx));
  }

  private static final class WithoutMetrics extends VertxWrapper {

    private WithoutMetrics(VertxInternal vertx) {
      super(vertx);
    }

    @Override
    public VertxMetrics metrics() {
      return null;
    }
  }

  BusInternals internals() {
    return internals;
  }

  /** For messages that have passed the interceptors. */
  BusInternals withoutInterceptors() {
    return withoutInterceptors;
  }

  BodyCodec bodies() {
    return bodies;
  }

  ConsumptionInterceptor consumption() {
    return consumption;
  }

  ChosenConsumers chosen() {
    return chosen;
  }

  /** @return the id of this member of the cluster, {@code null} without a cluster */
  String member() {
    return member;
  }

  // What peers send

  /**
   * @param send {@code true} for one consumer, {@code false} for all
   * @param done completed once, on any thread: when the consumers have taken the message, or with the reason why not
   *             all of them get it. The reason is {@code BUS_CODEC}, {@code BUS_OVERLOADED} when the event bus has
   *             discarded it, or a {@link ReplyException} when there is no consumer
   * @return whether the event bus accepts the body
   */
  public boolean deliver(boolean send, String address, Body body, MultiMap headers, Completable<Void> done) {
    return deliver(send, address, body, headers, done, null);
  }

  /**
   * @param target gets the message instead of the consumers of the address, unless it is {@code null}
   */
  public boolean deliver(boolean send, String address, Body body, MultiMap headers, Completable<Void> done,
                  Consumer<Message<Object>> target) {
    return dispatch(new DeliveredMessage(this, send, address, body, headers, done), null, target);
  }

  /**
   * @param done   as in {@link #deliver}, maybe after the outcome
   * @param target gets the message instead of a consumer of the address, unless it is {@code null}
   * @return whether the event bus accepts the body
   */
  boolean request(String address, Body body, MultiMap headers, long timeout, Completable<Void> done,
                  Completable<Message<Object>> outcome, Consumer<Message<Object>> target) {
    DeliveredMessage message = new DeliveredMessage(this, true, address, body, headers, done);
    BusInternals.Waiting waiting = internals.waitForReply(message, timeout);
    waiting.result().onComplete(outcome);
    return dispatch(message, waiting, target);
  }

  private boolean dispatch(DeliveredMessage message, BusInternals.Waiting waiting, Consumer<Message<Object>> target) {
    try {
      if (target != null) {
        target.accept(message.copy());
        dispatched(message, waiting, null);
        return true;
      }
      if (!message.isSend()) {
        PublishListener.published(internals.outboundInterceptors(), message);
      }
      if (member == null) {
        deliverLocally(message, waiting);
      } else if (message.isSend() && handlers.hasImport(message.address())) {
        members.choose(message.address(), (chosen, failure) -> dispatchTo(chosen, failure, message, waiting));
      } else {
        sendToCluster(message, waiting);
      }
      return true;
    } catch (Throwable e) {
      dispatched(message, waiting, Failures.undeliverable(e));
      return false;
    }
  }

  private void deliverLocally(DeliveredMessage message, BusInternals.Waiting waiting) {
    List<Receiver> consumers = consumers(message);
    received(message, consumers.size());
    consumers.forEach(consumer -> consumer.receive(message));
    dispatched(message, waiting, consumers.isEmpty() ? noHandlers(message.address()) : null);
  }

  private void dispatchTo(String chosen, Throwable failure, DeliveredMessage message, BusInternals.Waiting waiting) {
    try {
      if (failure != null || chosen == null) {
        dispatched(message, waiting, failure == null ? noHandlers(message.address()) : failure);
      } else if (chosen.equals(member)) {
        deliverLocally(message, waiting);
      } else {
        BusInternals.sendTo(chosen, message);
        sendToCluster(message, waiting);
      }
    } catch (Throwable e) {
      dispatched(message, waiting, Failures.undeliverable(e));
    }
  }

  /** Let the clustered event bus choose the members. It may look for consumers until it has written the message. */
  private void sendToCluster(DeliveredMessage message, BusInternals.Waiting waiting) {
    internals.send(message).onComplete((sent, failure) -> dispatched(message, waiting, failure));
  }

  private List<Receiver> consumers(DeliveredMessage message) {
    if (!message.isSend()) {
      return handlers.all(message.address());
    }
    Receiver next = handlers.next(message.address());
    return next == null ? List.of() : List.of(next);
  }

  private static void dispatched(DeliveredMessage message, BusInternals.Waiting waiting, Throwable failure) {
    message.dispatched(failure);
    if (waiting != null && failure != null) {
      waiting.fail(Failures.of(failure));
    }
  }

  void received(Message<?> message, int consumers) {
    EventBusMetrics<?> metrics = internals.metrics();
    if (metrics != null) {
      metrics.messageReceived(message.address(), !message.isSend(), false, consumers);
    }
  }

  static ReplyException noHandlers(String address) {
    return new ReplyException(ReplyFailure.NO_HANDLERS, "No handlers for address " + address);
  }

  // Local senders and consumers

  /** @return when the sender of a message stops waiting for a reply */
  long deadline(Message<?> message) {
    long timeout = handlers.timeoutAt(message.replyAddress());
    if (timeout > 0) {
      return Deadline.in(timeout);
    }
    boolean isWaiting = handlers.waitingAt(message.replyAddress()) != null || isFromElsewhere(message);
    return Deadline.in(isWaiting ? requestTimeout : 0);
  }

  /** Whether another member of the cluster has sent the message. */
  private boolean isFromElsewhere(Message<?> message) {
    return member != null && !member.equals(BusInternals.sender(message));
  }

  /** @return the codec for an outgoing body */
  MessageCodec<Object, Object> codec(Object body, String name) {
    return internals.codec(body, name);
  }

  void reply(Message<?> message, Body body, MultiMap headers) {
    answer(message, new DeliveredMessage(this, true, message.replyAddress(), body, headers, null));
  }

  void replyAndRequest(Message<?> message, Body body, MultiMap headers, long timeout,
                       Completable<Message<Object>> outcome) {
    DeliveredMessage reply = new DeliveredMessage(this, true, message.replyAddress(), body, headers, null);
    BusInternals.Waiting waiting = internals.waitForReply(reply, timeout);
    waiting.result().onComplete(outcome);
    if (!answer(message, reply)) {
      waiting.fail(noHandlers(reply.address()));
    }
  }

  /** Fail the message at its sender, if it waits for an answer. */
  void fail(Message<?> message, Throwable failure) {
    if (message.replyAddress() != null) {
      reply(message, new Body(Failures.of(failure), BusInternals.systemCodec(BusCodecId.REPLY_EXCEPTION)), null);
    }
  }

  /** @return whether the sender may still wait for the reply */
  private boolean answer(Message<?> message, DeliveredMessage reply) {
    endTrace(message);
    Receiver sender = handlers.waitingAt(reply.address());
    if (sender != null) {
      received(reply, 1);
      sender.receive(reply);
    } else if (isFromElsewhere(message)) {
      BusInternals.sendTo(BusInternals.sender(message), reply);
      internals.send(reply);
    } else {
      return false;
    }
    return true;
  }

  private void endTrace(Message<?> message) {
    ContextInternal context = vertx.getOrCreateContext();
    Object trace = BusInternals.trace(message);
    VertxTracer<Object, ?> tracer = tracer(context);
    if (tracer != null && trace != null) {
      tracer.sendResponse(context, null, trace, null, TagExtractor.empty());
    }
  }

  @SuppressWarnings("unchecked")
  private static VertxTracer<Object, ?> tracer(ContextInternal context) {
    return context.tracer();
  }
}
