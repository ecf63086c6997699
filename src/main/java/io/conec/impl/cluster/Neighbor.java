package io.conec.impl.cluster;

import io.vertx.core.json.JsonObject;

import java.util.Iterator;

/**
 * What this node knows about another one. Confined to the event loop, except for its load.
 */
final class Neighbor {

  private final Node node;
  private long lastHeard;
  private long listAskedAt;
  private Iterator<String> listing;
  private long listMessages;
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

  /** Its list is under way. */
  void listComes(long now) {
    listAskedAt = now;
  }

  /** It gets a list of these clients, and no more of an earlier list. */
  void listing(Iterator<String> ids) {
    listing = ids;
  }

  /**
   * @return the number of the next message of a list to it
   */
  long nextListMessage() {
    return ++listMessages;
  }

  /**
   * @return the clients of the list that it did not get so far
   */
  Iterator<String> listing() {
    return listing;
  }

  void load(JsonObject load) {
    this.load = load;
  }

  JsonObject load() {
    return load;
  }
}
