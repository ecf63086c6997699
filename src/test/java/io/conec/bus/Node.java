package io.conec.bus;

import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.core.tracing.TracingOptions;

/** A Vert.x instance, and what its metrics and its tracer are told. */
final class Node {

  /** What code may keep for a message. It has to be there before the first Vert.x instance. */
  static final ContextLocal<String> LOCAL = ContextLocal.registerLocal(String.class);

  final BusMetrics metrics = new BusMetrics();
  final Tracer tracer;
  Vertx vertx;

  /**
   * @param name what spans of this node say where they were made
   */
  Node(String name) {
    tracer = new Tracer(name);
  }

  /** Without a cluster. */
  static Node start(String name) {
    Node node = new Node(name);
    node.vertx = node.builder().build();
    return node;
  }

  VertxBuilder builder() {
    VertxOptions options = new VertxOptions()
      .setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"))
      .setMetricsOptions(new MetricsOptions().setEnabled(true))
      .setTracingOptions(new TracingOptions());
    return Vertx.builder().with(options).withMetrics(created -> metrics).withTracer(created -> tracer);
  }
}
