package io.conec.impl.cluster;

import io.vertx.core.json.JsonObject;

/**
 * What this node knows about another one. Confined to the event loop, except for its load.
 */
final class Neighbor {

  private final Node node;
  private long lastHeard;
  private volatile JsonObject load;

  Neighbor(Node node, long now, JsonObject load) {
    this.node = node;
    this.lastHeard = now;
    this.load = load;
  }

  Node node() {
    return node;
  }

  void heard(long now) {
    lastHeard = now;
  }

  boolean isSilentSince(long time) {
    return lastHeard - time < 0;
  }

  void load(JsonObject load) {
    this.load = load;
  }

  JsonObject load() {
    return load;
  }
}
