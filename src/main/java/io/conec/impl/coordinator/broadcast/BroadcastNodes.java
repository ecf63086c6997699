package io.conec.impl.coordinator.broadcast;

import io.conec.impl.cluster.Cluster;
import io.conec.impl.cluster.Node;
import io.conec.impl.cluster.NodeListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the nodes of a cluster tell each other about broadcasts: who has which, and the messages between a home and the
 * other nodes with participants. Confined to the event loop.
 */
final class BroadcastNodes implements NodeListener {

  static final String ATTACH = "broadcast-attach";
  static final String ATTACHED = "broadcast-attached";
  static final String REFUSED = "broadcast-refused";
  static final String DETACH = "broadcast-detach";
  static final String COLLECT = "broadcast-collect";
  static final String REPORT = "broadcast-report";
  static final String CHECK = "broadcast-check";
  static final String REPEAT = "broadcast-repeat";
  private static final String RESET = "broadcast-reset";
  private static final String ASK_LIST = "broadcast-ask-list";
  private static final String LIST = "broadcast-list";
  private static final String PUT = "broadcast-put";

  /** Records in one message of a list, some 60 KB. */
  private static final int LIST_PART = 400;

  /** Each node numbers its links. */
  private record LinkKey(String node, long link) {
  }

  private final Cluster cluster;
  private final BroadcastRegistry broadcasts;
  private final BroadcastDirectory directory;
  private final ScheduledFuture<?> ticks;
  /** By the number of the link: the broadcasts whose home is another node. */
  private final Map<Long, RemoteNumbering> links = new HashMap<>();
  /** The links to this node as a home. */
  private final Map<LinkKey, NodeLink> served = new HashMap<>();
  private long lastLink;

  BroadcastNodes(EventLoop eventLoop, Cluster cluster, BroadcastRegistry broadcasts, BroadcastDirectory directory) {
    this.cluster = cluster;
    this.broadcasts = broadcasts;
    this.directory = directory;
    cluster.listen(this);
    cluster.onBytes(this::bytes);
    cluster.on(RESET, (from, message) -> reset(from));
    cluster.on(ASK_LIST, (from, message) -> sendList(from));
    cluster.on(LIST, (from, message) -> list(from, message.body()));
    cluster.on(PUT, (from, message) -> put(from, message.body()));
    cluster.on(ATTACH, (from, message) -> attach(from, message.body()));
    cluster.on(ATTACHED, (from, message) -> attached(message.body()));
    cluster.on(REFUSED, (from, message) -> refused(message.body()));
    cluster.on(DETACH, (from, message) -> detach(from, message.body()));
    cluster.on(COLLECT, (from, message) -> collect(from, message.body()));
    cluster.on(REPORT, (from, message) -> report(from, message.body()));
    cluster.on(CHECK, (from, message) -> check(from, message.body()));
    cluster.on(REPEAT, (from, message) -> repeat(message.body()));
    ticks = eventLoop.scheduleAtFixedRate(broadcasts::tick, 1, 1, TimeUnit.SECONDS);
  }

  String self() {
    return cluster.self().id();
  }

  /**
   * @return the other node with this id, {@code null} when it is gone
   */
  Node node(String id) {
    return cluster.other(id);
  }

  void send(Node node, String type, JsonObject message) {
    cluster.send(node, type, message);
  }

  void send(Node node, ByteBuf message) {
    cluster.send(node, LinkFrames.buffer(message));
  }

  /**
   * @return the number of a new link to a home
   */
  long open(RemoteNumbering numbering) {
    links.put(++lastLink, numbering);
    return lastLink;
  }

  /** Messages of this link do not count any more. */
  void forget(long link) {
    links.remove(link);
  }

  /** This node is the home at one end of the link. */
  void opened(NodeLink link) {
    served.put(new LinkKey(link.node().id(), link.id()), link);
  }

  /** The link has ended. */
  void closed(NodeLink link) {
    served.remove(new LinkKey(link.node().id(), link.id()));
  }

  void close() {
    ticks.cancel(false);
  }

  @Override
  public void changed(Node node, boolean joined) {
    if (!joined) {
      gone(node);
      return;
    }
    // It may still believe that it has links to this node, when it was lost for a while.
    send(node, RESET, new JsonObject());
    sendList(node);
  }

  @Override
  public void beat(Node node, JsonObject load) {
    if (load.getLong(BroadcastRegistry.CHANGES, 0L) != directory.number(node.id())) {
      send(node, ASK_LIST, new JsonObject());
    }
  }

  private void gone(Node node) {
    List.copyOf(served.values()).stream().filter(link -> link.node().equals(node)).forEach(NodeLink::detach);
    directory.gone(node.id());
  }

  /** The node has no link to this one. */
  private void reset(Node from) {
    List.copyOf(links.values()).stream().filter(numbering -> from.equals(numbering.home()))
      .forEach(numbering -> numbering.attach(from));
  }

  private void sendList(Node to) {
    List<BroadcastRecord> records = directory.own();
    int from = 0;
    do {
      int end = Math.min(records.size(), from + LIST_PART);
      JsonArray part = new JsonArray();
      records.subList(from, end).forEach(record -> part.add(record.toJson()));
      send(to, LIST, new JsonObject().put("number", directory.number()).put("records", part).put("first", from == 0)
        .put("last", end == records.size()));
      from = end;
    } while (from < records.size());
  }

  private void list(Node from, JsonObject list) {
    directory.list(from.id(), list.getLong("number"),
      list.getJsonArray("records").stream().map(JsonObject.class::cast).map(BroadcastRecord::of).toList(),
      list.getBoolean("first"), list.getBoolean("last"));
  }

  /**
   * The record of this node has changed.
   *
   * @param record {@code null} when this node does not have the broadcast any more
   */
  void changed(long number, String name, BroadcastRecord record) {
    cluster.others().forEach(other -> send(other, PUT, new JsonObject().put("number", number).put("name", name)
      .put("record", record == null ? null : record.toJson())));
  }

  private void put(Node from, JsonObject change) {
    JsonObject record = change.getJsonObject("record");
    if (!directory.put(from.id(), change.getLong("number"), change.getString("name"),
      record == null ? null : BroadcastRecord.of(record))) {
      send(from, ASK_LIST, new JsonObject());
    }
  }

  private Broadcast broadcast(JsonObject message) {
    return broadcasts.get(message.getString("name"));
  }

  private void attach(Node from, JsonObject message) {
    Broadcast broadcast = broadcast(message);
    if (broadcast == null) {
      send(from, REFUSED, new JsonObject().put("name", message.getString("name")).put("link", message.getLong("link")));
    } else {
      broadcast.attach(from, message);
    }
  }

  /** @return the broadcast that the message is about if it is about its present link, {@code null} otherwise */
  private Broadcast linked(JsonObject message) {
    Broadcast broadcast = broadcast(message);
    RemoteNumbering numbering = links.get(message.getLong("link"));
    return broadcast != null && broadcast.numbering() == numbering ? broadcast : null;
  }

  private void attached(JsonObject message) {
    Broadcast broadcast = linked(message);
    if (broadcast != null) {
      broadcast.attached(message);
    }
  }

  private void refused(JsonObject message) {
    Broadcast broadcast = linked(message);
    if (broadcast != null) {
      broadcast.succession().refused();
    }
  }

  static JsonObject json(Map<String, Long> numbers) {
    JsonObject json = new JsonObject();
    numbers.forEach(json::put);
    return json;
  }

  static Map<String, Long> numbers(JsonObject json) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    json.fieldNames().forEach(node -> numbers.put(node, json.getLong(node)));
    return numbers;
  }

  private NodeLink link(Node from, JsonObject message) {
    return served.get(new LinkKey(from.id(), message.getLong("link")));
  }

  private void detach(Node from, JsonObject message) {
    NodeLink link = link(from, message);
    if (link != null) {
      link.detach();
    }
  }

  private void collect(Node from, JsonObject message) {
    Broadcast broadcast = broadcast(message);
    JsonObject report = new JsonObject().put("name", message.getString("name"));
    if (broadcast != null && broadcast.succession() != null) {
      broadcast.succession().collected(from, report);
    }
    send(from, REPORT, report);
  }

  private void report(Node from, JsonObject message) {
    Broadcast broadcast = broadcast(message);
    if (broadcast != null && broadcast.succession() != null) {
      broadcast.succession().reported(from, message);
    }
  }

  /** A node has sent messages up to this number, and something may be lost in this or the other direction. */
  private void check(Node from, JsonObject message) {
    NodeLink link = link(from, message);
    if (link != null) {
      link.repeat();
      if (link.lastArrived() < message.getLong("number")) {
        send(from, REPEAT, message.copy().put("number", link.lastArrived()));
      }
    }
  }

  private void repeat(JsonObject message) {
    RemoteNumbering numbering = links.get(message.getLong("link"));
    if (numbering != null) {
      numbering.repeatAfter(message.getLong("number"));
    }
  }

  private void bytes(Node from, Buffer message) {
    ByteBuf in = LinkFrames.bytes(message);
    byte type = in.readByte();
    long id = in.readLong();
    if (type == LinkFrames.DOWN) {
      RemoteNumbering numbering = links.get(id);
      if (numbering != null) {
        numbering.arrived(in);
      } else {
        // The news that this node needs the link no more was lost.
        send(from, DETACH, new JsonObject().put("link", id));
      }
      return;
    }
    NodeLink link = served.get(new LinkKey(from.id(), id));
    if (link != null && type == LinkFrames.ACK) {
      link.acknowledged(in.readLong(), in.readLong());
    } else if (link != null) {
      link.arrived(in);
    }
  }
}
