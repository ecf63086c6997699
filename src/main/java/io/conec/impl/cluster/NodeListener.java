package io.conec.impl.cluster;

import io.vertx.core.json.JsonObject;

/** Notified of other nodes. */
public interface NodeListener {

  /**
   * @param joined whether the node is there, and can be sent to; otherwise it has left, or does not answer
   */
  void changed(Node node, boolean joined);

  /**
   * A node is alive.
   *
   * @param load what it says about itself
   */
  default void beat(Node node, JsonObject load) {
  }
}
