package io.conec.impl.coordinator.broadcast;

import io.conec.impl.cluster.Node;
import io.vertx.core.json.JsonObject;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds the home of a broadcast when this node is not the home, and becomes it when there is none and it is this node's
 * turn: then it asks the other nodes with participants how far they know the positions. Confined to the event loop.
 */
final class Succession {

  /** A home that has just given way to another one is there, and the news of the other one is on its way. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** How long a home may take to answer, and the other nodes to say what they know. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Broadcast broadcast;
  private final BroadcastRegistry broadcasts;
  private final RemoteNumbering numbering;
  /** The nodes that have not said what they know, {@code null} while they are not asked. */
  private Set<String> asked;
  private final Map<Node, JsonObject> reports = new LinkedHashMap<>();
  /** The next home, which collects what others know; {@code null} when its record has come. */
  private Node next;
  private Lineage best;
  private Map<String, Long> taken;
  private long since = System.nanoTime();

  Succession(Broadcast broadcast, BroadcastRegistry broadcasts, RemoteNumbering numbering) {
    this.broadcast = broadcast;
    this.broadcasts = broadcasts;
    this.numbering = numbering;
  }

  /** What the nodes say about the broadcast has changed. */
  void evaluate() {
    Map<String, BroadcastRecord> records = broadcasts.directory().of(broadcast.name());
    String home = Homes.home(records);
    if (isPromised(home)) {
      return;
    }
    if (home != null) {
      asked = null;
      Node node = broadcasts.nodes().node(home);
      if (node != null && (numbering.isSeeking() || !node.equals(numbering.home()))) {
        since = System.nanoTime();
        numbering.attach(node);
      }
      return;
    }
    if (!numbering.isSeeking()) {
      since = System.nanoTime();
      numbering.seek();
    }
    if (asked != null) {
      asked.retainAll(records.keySet());
      decide();
    } else if (isHomeGone()) {
      succeed(records);
    }
  }

  /**
   * @return whether the next home has announced itself, and its record has not come
   */
  private boolean isPromised(String home) {
    if (next != null && (next.id().equals(home) || broadcasts.nodes().node(next.id()) == null)) {
      next = null;
    }
    return next != null;
  }

  private boolean isHomeGone() {
    return numbering.home() == null || broadcasts.nodes().node(numbering.home().id()) == null
      || System.nanoTime() - since > GRACE_NANOS;
  }

  private void succeed(Map<String, BroadcastRecord> records) {
    String successor = Homes.successor(records);
    if (successor == null) {
      broadcasts.ended(broadcast);
    } else if (successor.equals(broadcasts.directory().self())) {
      since = System.nanoTime();
      best = numbering.lineage();
      taken = numbering.taken();
      reports.clear();
      asked = new HashSet<>(records.keySet());
      asked.remove(successor);
      asked.stream().map(broadcasts.nodes()::node).filter(node -> node != null)
        .forEach(node -> broadcasts.nodes().send(node, BroadcastNodes.COLLECT, broadcast.message()));
      decide();
    }
  }

  /** The node is not the home. */
  void refused() {
    numbering.seek();
    String home = Homes.home(broadcasts.directory().of(broadcast.name()));
    // When its record says that it is, ask again later.
    if (home == null || !home.equals(numbering.home().id())) {
      evaluate();
    }
  }

  /** Another node becomes the home: say what this one knows, and ask for positions with the same message. */
  void collected(Node from, JsonObject report) {
    if (numbering.lineage() != null) {
      report.put("lineage", numbering.lineage().toJson()).put("taken", BroadcastNodes.json(numbering.taken()));
    }
    asked = null;
    next = from;
    since = System.nanoTime();
    numbering.attach(from, report);
  }

  /** Another node has said what it knows. */
  void reported(Node from, JsonObject report) {
    if (asked == null || !asked.remove(from.id())) {
      return;
    }
    if (report.containsKey("link")) {
      reports.put(from, report);
    }
    JsonObject json = report.getJsonObject("lineage");
    Lineage other = json == null ? null : Lineage.of(json);
    if (other != null && other.id() == best.id() && other.position() > best.position()) {
      best = other;
      taken = BroadcastNodes.numbers(report.getJsonObject("taken"));
    }
    decide();
  }

  private void decide() {
    if (asked.isEmpty()) {
      asked = null;
      numbering.adopt(best);
      broadcast.takeOver(numbering, taken, reports);
    }
  }

  /** Called every second. */
  void tick() {
    boolean late = System.nanoTime() - since > PATIENCE_NANOS;
    if (asked != null && late) {
      asked.clear();
      decide();
    } else if (!numbering.isAttached(false)) {
      if (late && !numbering.isSeeking()) {
        next = null;
        numbering.seek();
      }
      evaluate();
    }
  }
}
