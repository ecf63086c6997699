package io.conec.bus;

import io.conec.bus.Tracer.Span;
import io.conec.test.TestNet;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What metrics and tracers are told. */
final class ObserverBehaviours {

  private static final String NODE = "send at node";
  private static final String CONSUMED = "send at sender > consume at receiver";
  private static final DeliveryOptions TRACED = new DeliveryOptions().setTracingPolicy(TracingPolicy.ALWAYS);

  private ObserverBehaviours() {
  }

  static void addTo(Catalogue catalogue) {
    metrics(catalogue);
    catalogue.add("Spans of a request",
      "send at node; send at node > consume at node",
      "send at sender; send at sender > consume at receiver", scene -> {
        scene.echo();
        forget(scene);
        scene.outcome(scene.request("?", TRACED));
        return spans(scene, 2);
      });
    catalogue.add("Spans of the consumer of a request", NODE + " > consume at node", CONSUMED, scene -> {
      scene.echo();
      forget(scene);
      scene.outcome(scene.request("?", TRACED));
      return spansThere(scene, 1);
    });
    catalogue.add("Spans of the consumer of a send", NODE + " > consume at node", CONSUMED, scene -> {
      scene.bodies();
      scene.open();
      forget(scene);
      scene.from.send(scene.address, "x", TRACED);
      return spansThere(scene, 1);
    });
    catalogue.add("Spans of the consumers of a publish",
      "publish at node > consume at node; publish at node > consume at node",
      "publish at sender > consume at receiver; publish at sender > consume at receiver", scene -> {
        scene.bodies();
        scene.bodies();
        scene.open();
        forget(scene);
        scene.from.publish(scene.address, "x", TRACED);
        return spansThere(scene, 2);
      });
    catalogue.add("Spans of what a consumer asks for in turn",
      NODE + " > consume at node; " + NODE + " > consume at node > send at node; "
        + NODE + " > consume at node > send at node > consume at node",
      CONSUMED + "; " + CONSUMED + " > send at receiver; " + CONSUMED + " > send at receiver > consume at receiver",
      scene -> {
        String next = scene.address + ".next";
        scene.keep(scene.to.consumer(next, message -> message.reply("x")));
        scene.consumer(message -> scene.to.request(next, "?").onSuccess(reply -> message.reply(reply.body())));
        scene.open();
        forget(scene);
        scene.outcome(scene.request("?", TRACED));
        return spansThere(scene, 3);
      });
    catalogue.add("No spans with the policy IGNORE, nor without a trace", "", scene -> {
      scene.echo();
      forget(scene);
      scene.outcome(scene.request("?", new DeliveryOptions().setTracingPolicy(TracingPolicy.IGNORE)));
      scene.ask("?");
      return spans(scene, 0);
    });
  }

  private static void metrics(Catalogue catalogue) {
    catalogue.add("Metrics of the sender's node, for a send",
      "delivered local, received local for 1, scheduled local, sent local", "sent remote", scene -> {
        List<Object> bodies = scene.bodies();
        scene.open();
        BusMetrics metrics = scene.world.sender().metrics;
        metrics.watch(scene.address);
        TestNet.await(scene.from.sender(scene.address).write("x"));
        Scene.awaitSize(bodies, 1);
        return metrics.events().stream().sorted().collect(Collectors.joining(", "));
      });
    catalogue.add("Metrics of the consumer's node, for a send",
      "delivered local, received local for 1, scheduled local, sent local",
      "delivered remote, received remote for 1, scheduled remote", scene -> {
        List<Object> bodies = scene.bodies();
        scene.open().receiverMetrics().watch(scene.address);
        TestNet.await(scene.from.sender(scene.address).write("x"));
        Scene.awaitSize(bodies, 1);
        return scene.receiverMetrics().events().stream().sorted().collect(Collectors.joining(", "));
      });
    catalogue.add("Metrics of a request that failed", "[failed RECIPIENT_FAILURE]", scene -> {
      scene.consumer(message -> message.fail(1, "no"));
      scene.open();
      return failures(scene);
    });
    catalogue.add("Metrics of the consumer's node, for a request that failed", "[failed RECIPIENT_FAILURE]", "[]",
      scene -> {
        scene.consumer(message -> message.fail(1, "no"));
        scene.open().receiverMetrics().watch(scene.address);
        scene.ask("?");
        return failures(scene.receiverMetrics()).toString();
      });
    catalogue.add("Metrics of a request without consumers", "[failed NO_HANDLERS]", scene -> failures(scene.open()));
  }

  private static String failures(Scene scene) {
    BusMetrics metrics = scene.world.sender().metrics;
    metrics.watch(scene.address);
    scene.ask("?");
    TestNet.awaitUntil(() -> !failures(metrics).isEmpty());
    return failures(metrics).toString();
  }

  private static List<String> failures(BusMetrics metrics) {
    return metrics.events().stream().filter(event -> event.startsWith("failed")).toList();
  }

  private static List<Tracer> tracers(Scene scene) {
    return scene.world.nodes().stream().map(node -> node.tracer).toList();
  }

  private static void forget(Scene scene) {
    tracers(scene).forEach(Tracer::forget);
  }

  /** All spans, when there are so many and those of consumers have ended. */
  private static String spans(Scene scene, int count) {
    return spans(tracers(scene), count, span -> true);
  }

  /** The same without what is the sender's own. */
  private static String spansThere(Scene scene, int count) {
    return spans(List.of(scene.world.receiver().tracer), count, span -> span.parent() != null);
  }

  private static String spans(List<Tracer> tracers, int count, Predicate<Span> filter) {
    List<Span> spans = new ArrayList<>();
    TestNet.awaitUntil(() -> {
      spans.clear();
      tracers.forEach(tracer -> tracer.spans().stream().filter(filter).forEach(spans::add));
      // Vert.x does not end the span of a sender who is answered before its own turn ends.
      return spans.size() >= count && spans.stream().allMatch(span -> span.isSender() || span.ends().get() > 0);
    });
    return spans.stream().map(span -> span.path() + (span.ends().get() > 1 ? " ended twice" : "")).sorted()
      .collect(Collectors.joining("; "));
  }
}
