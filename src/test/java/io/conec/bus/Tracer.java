package io.conec.bus;

import io.vertx.core.Context;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Makes spans, and carries them from node to node in a header. Quiet until somebody starts a trace. */
final class Tracer implements VertxTracer<Tracer.Span, Tracer.Span> {

  /**
   * @param parent the span that it is part of, {@code null} for the first one of a trace
   */
  record Span(int id, Span parent, String name, AtomicInteger ends) {

    boolean isSender() {
      return !name.startsWith(CONSUME);
    }

    /** The way from the first span of the trace to this one. */
    String path() {
      return (parent == null ? "" : parent.path() + " > ") + name;
    }
  }

  private static final String CONSUME = "consume";
  private static final String HEADER = "span";
  private static final ContextLocal<Span> CURRENT = ContextLocal.registerLocal(Span.class);
  private static final AtomicInteger IDS = new AtomicInteger();
  /** By id, from all nodes. */
  private static final Map<Integer, Span> ALL = new ConcurrentHashMap<>();

  private final String node;
  private final List<Span> spans = new CopyOnWriteArrayList<>();

  Tracer(String node) {
    this.node = node;
  }

  List<Span> spans() {
    return List.copyOf(spans);
  }

  void forget() {
    spans.clear();
  }

  private Span span(Context context, Span parent, String name) {
    Span span = new Span(IDS.incrementAndGet(), parent, name + " at " + node, new AtomicInteger());
    ALL.put(span.id, span);
    spans.add(span);
    return span;
  }

  @Override
  public <R> Span receiveRequest(Context context, SpanKind kind, TracingPolicy policy, R request, String operation,
                                 Iterable<Map.Entry<String, String>> headers, TagExtractor<R> tags) {
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equals(HEADER)) {
        Span span = span(context, ALL.get(Integer.valueOf(header.getValue())), CONSUME);
        CURRENT.put(context, AccessMode.CONCURRENT, span);
        return span;
      }
    }
    return null;
  }

  @Override
  public <R> void sendResponse(Context context, R response, Span span, Throwable failure, TagExtractor<R> tags) {
    if (span != null) {
      span.ends.incrementAndGet();
    }
  }

  @Override
  public <R> Span sendRequest(Context context, SpanKind kind, TracingPolicy policy, R request, String operation,
                              BiConsumer<String, String> headers, TagExtractor<R> tags) {
    Span parent = CURRENT.get(context, AccessMode.CONCURRENT);
    if (policy == TracingPolicy.IGNORE || policy == TracingPolicy.PROPAGATE && parent == null) {
      return null;
    }
    Span span = span(context, parent, operation);
    headers.accept(HEADER, Integer.toString(span.id));
    return span;
  }

  @Override
  public <R> void receiveResponse(Context context, R response, Span span, Throwable failure, TagExtractor<R> tags) {
    sendResponse(context, response, span, failure, tags);
  }
}
