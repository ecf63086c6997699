package io.conec.impl.bridge;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The span of an outgoing message, as the event bus of Vert.x reports it to a tracer.
 */
final class MessageSpan {

  private MessageSpan() {
  }

  /** Begin a span, add its headers to the message, and end the span with the result. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  static void trace(ContextInternal context, Message<?> message, DeliveryOptions options, Future<?> result) {
    VertxTracer tracer = context.tracer();
    TracingPolicy policy = options.getTracingPolicy() == null ? TracingPolicy.PROPAGATE : options.getTracingPolicy();
    BiConsumer<String, String> headers = message.headers()::set;
    Object span = tracer == null ? null : tracer.sendRequest(context, SpanKind.RPC, policy, message,
      operation(message), headers, new Tags());
    if (span != null) {
      result.onComplete((reply, failure) ->
        tracer.receiveResponse(context, reply, span, failure, TagExtractor.empty()));
    }
  }

  private static String operation(Message<?> message) {
    return message.isSend() ? "send" : "publish";
  }

  /** The tags of the event bus. */
  private static final class Tags implements TagExtractor<Message<?>> {

    private static List<Map.Entry<String, String>> of(Message<?> message) {
      return List.of(Map.entry("messaging.destination.name", message.address()),
        Map.entry("messaging.system", "vertx-eventbus"), Map.entry("messaging.operation.name", operation(message)));
    }

    @Override
    public int len(Message<?> message) {
      return of(message).size();
    }

    @Override
    public String name(Message<?> message, int index) {
      return of(message).get(index).getKey();
    }

    @Override
    public String value(Message<?> message, int index) {
      return of(message).get(index).getValue();
    }
  }
}
