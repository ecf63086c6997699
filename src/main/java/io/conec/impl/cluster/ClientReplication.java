package io.conec.impl.cluster;

import io.netty.channel.EventLoop;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Exchanges with the other nodes who has which clients: each change goes to all of them, and a node that is new, or has
 * missed a change, gets a list. Confined to the event loop.
 */
public final class ClientReplication implements NodeListener {

  /** In the load of a node: the number of its last change. */
  static final String CHANGES = "clientChanges";

  /** A list takes less; one of which nothing comes for so long is lost. */
  private static final long LIST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Clients in one message of a list, some 60 KB, and in one turn of the event loop. */
  private static final int LIST_PART = 200;

  private static final String NUMBER = "number";
  private static final String MESSAGE = "message";

  /** The lists from and to another node. */
  private static final class Lists {

    private long askedAt;
    /** The clients of the list to it that it did not get so far. */
    private Iterator<String> sending;
    private long messages;
  }

  private final EventLoop eventLoop;
  private final Cluster cluster;
  private final Directory directory;
  private final Map<String, Lists> lists = new HashMap<>();

  ClientReplication(EventLoop eventLoop, Cluster cluster, Directory directory) {
    this.eventLoop = eventLoop;
    this.cluster = cluster;
    this.directory = directory;
    cluster.on("list", (from, message) -> sendList(from));
    cluster.on("list-begin", (from, message) -> directory.beginList(from.id(), message.body().getLong(NUMBER),
      message.body().getLong(MESSAGE)));
    cluster.on("list-part", (from, message) -> listed(from, directory.list(from.id(), message.body().getLong(MESSAGE),
      message.body().getJsonArray("records").stream().map(JsonObject.class::cast).map(ClientRecord::of).toList())));
    cluster.on("list-end",
      (from, message) -> listed(from, directory.endList(from.id(), message.body().getLong(MESSAGE))));
    cluster.on("put", (from, message) -> put(from, message.body()));
    cluster.on("remove", (from, message) -> remove(from, message.body()));
    cluster.listen(this);
  }

  public Directory directory() {
    return directory;
  }

  /** A client has connected to this node. */
  public void put(ClientRecord record) {
    long number = directory.put(record);
    cluster.others().forEach(other -> cluster.send(other, "put",
      new JsonObject().put(NUMBER, number).put("record", record.toJson())));
  }

  /**
   * A client is not connected to this node any more.
   *
   * @param goodbye whether it has closed its connection
   */
  public void remove(String id, boolean goodbye) {
    if (directory.remove(id)) {
      long number = directory.number();
      cluster.others().forEach(other -> cluster.send(other, "remove",
        new JsonObject().put(NUMBER, number).put("id", id).put("goodbye", goodbye)));
    }
  }

  @Override
  public void changed(Node node, boolean joined) {
    if (joined) {
      lists.put(node.id(), new Lists());
      ask(node);
    } else {
      lists.remove(node.id());
      forget(directory.gone(node.id()).iterator());
    }
  }

  @Override
  public void beat(Node node, JsonObject load) {
    if (load.getLong(CHANGES, 0L) != directory.number(node.id())) {
      askAgain(node);
    }
  }

  private void ask(Node node) {
    lists.get(node.id()).askedAt = now();
    cluster.send(node, "list", new JsonObject());
  }

  private void askAgain(Node node) {
    if (now() - lists.get(node.id()).askedAt > LIST_INTERVAL_NANOS) {
      ask(node);
    }
  }

  private long now() {
    return eventLoop.ticker().nanoTime();
  }

  private void put(Node from, JsonObject change) {
    if (!directory.put(from.id(), change.getLong(NUMBER), ClientRecord.of(change.getJsonObject("record")))) {
      askAgain(from);
    }
  }

  private void remove(Node from, JsonObject change) {
    if (!directory.remove(from.id(), change.getLong(NUMBER), change.getString("id"), change.getBoolean("goodbye"))) {
      askAgain(from);
    }
  }

  private void listed(Node from, boolean expected) {
    if (expected) {
      lists.get(from.id()).askedAt = now();
    } else {
      askAgain(from);
    }
  }

  /** In parts, with pauses for other work; changes in between go out at once. */
  private void sendList(Node asker) {
    List<String> ids = directory.ownIds();
    Lists to = lists.get(asker.id());
    to.sending = ids.iterator();
    cluster.send(asker, "list-begin", new JsonObject().put(NUMBER, directory.number()).put(MESSAGE, ++to.messages));
    sendPart(asker, to.sending);
  }

  private void sendPart(Node asker, Iterator<String> ids) {
    Lists to = lists.get(asker.id());
    if (to == null || to.sending != ids) {
      // It is gone, or has asked again.
      return;
    }
    JsonArray records = new JsonArray();
    while (ids.hasNext() && records.size() < LIST_PART) {
      ClientRecord record = directory.own(ids.next());
      if (record != null) {
        records.add(record.toJson());
      }
    }
    cluster.send(asker, "list-part", new JsonObject().put("records", records).put(MESSAGE, ++to.messages));
    if (ids.hasNext()) {
      later(() -> sendPart(asker, ids));
    } else {
      cluster.send(asker, "list-end", new JsonObject().put(MESSAGE, ++to.messages));
    }
  }

  /** The clients of a node that is gone may be many: with pauses for other work. */
  private void forget(Iterator<String> ids) {
    for (int count = 0; ids.hasNext() && count < LIST_PART; count++) {
      directory.lost(ids.next());
    }
    if (ids.hasNext()) {
      later(() -> forget(ids));
    }
  }

  /** Tasks that are executed immediately run before the event loop reads from sockets again. */
  private void later(Runnable task) {
    eventLoop.schedule(task, 1, TimeUnit.MILLISECONDS);
  }
}
