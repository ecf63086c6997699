package io.conec.impl.cluster;

import io.vertx.core.json.JsonObject;

/**
 * What this node knows about another one. Confined to the event loop, except for its load.
 */
final class Neighbor {

  private final Node node;
  private long lastHeard;
  private long listAskedAt;
  private volatile JsonObject load = new JsonObject();

  Neighbor(Node node, long now) {
    this.node = node;
    this.lastHeard = now;
    this.listAskedAt = now;
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

  /**
   * @return whether its list was not asked for since this time; now it is asked for
   */
  boolean askList(long now, long notSince) {
    boolean due = listAskedAt - notSince < 0;
    if (due) {
      listAskedAt = now;
    }
    return due;
  }

  void load(JsonObject load) {
    this.load = load;
  }

  JsonObject load() {
    return load;
  }
}
