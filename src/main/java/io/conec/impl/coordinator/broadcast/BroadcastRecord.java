package io.conec.impl.coordinator.broadcast;

import io.conec.impl.wire.ChannelId;
import io.vertx.core.json.JsonObject;

/**
 * A broadcast at a node, as all nodes know it.
 *
 * @param name    its name
 * @param id      its id
 * @param creator the id of the client that created it
 * @param created when, in milliseconds since 1970
 * @param home    whether the node is its home, which gives the positions
 * @param start   the position before the first one of this home
 * @param senders how many senders are at the node
 * @param readers how many readers
 */
record BroadcastRecord(String name, long id, String creator, long created, boolean home, long start, int senders,
                       int readers) {

  boolean hasParticipants() {
    return senders + readers > 0;
  }

  JsonObject toJson() {
    return new JsonObject().put("name", name).put("id", ChannelId.format(id)).put("creator", creator)
      .put("created", created).put("home", home).put("start", start).put("senders", senders).put("readers", readers);
  }

  static BroadcastRecord of(JsonObject json) {
    return new BroadcastRecord(json.getString("name"), ChannelId.parse(json.getString("id")), json.getString("creator"),
      json.getLong("created"), json.getBoolean("home"), json.getLong("start"), json.getInteger("senders"),
      json.getInteger("readers"));
  }
}
