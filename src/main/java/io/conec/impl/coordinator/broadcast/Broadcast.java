package io.conec.impl.coordinator.broadcast;

import io.conec.impl.cluster.Node;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastControl;
import io.conec.impl.wire.ChannelId;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * One broadcast, at this node: its participants here, and how their messages get positions. Confined to the event loop.
 */
final class Broadcast {

  /**
   * The most bytes of several messages that go to the readers in one write: each write to QUIC costs as much as a few
   * kilobytes do.
   */
  static final int MAX_BATCH = 32 * 1024;

  /** What a write costs in addition to its bytes, expressed in bytes. */
  static final int WRITE_COST = 4096;

  private final EventLoop eventLoop;
  private final SubscriberTurns turns;
  private final LongSupplier datagrams;
  private final BroadcastRegistry broadcasts;
  private final String name;
  private final FanOut readers;
  private final PassQueue queue;
  private final List<Subscription> senders = new CopyOnWriteArrayList<>();
  /** Clients that want to join, and wait for the home. */
  private final List<Runnable> waiting = new ArrayList<>();
  private Numbering numbering;
  /** {@code null} while this node is the home. */
  private Succession succession;
  private String creator;
  private long created;

  /**
   * @param datagrams how many datagrams the Coordinator has read
   */
  Broadcast(EventLoop eventLoop, SubscriberTurns turns, LongSupplier datagrams, BroadcastRegistry broadcasts,
            String name) {
    this.eventLoop = eventLoop;
    this.turns = turns;
    this.datagrams = datagrams;
    this.broadcasts = broadcasts;
    this.name = name;
    this.readers = new FanOut(eventLoop, turns, datagrams);
    this.queue = new PassQueue(readers);
  }

  /** It begins now, and this node is its home. */
  void create(String client) {
    creator = client;
    created = System.currentTimeMillis();
    long random = ChannelId.random();
    replace(new LocalNumbering(turns, readers, queue,
      new Lineage(random == BroadcastControl.NO_BROADCAST ? 1 : random), Map.of()));
  }

  /** Other nodes have it. */
  void find() {
    numberElsewhere(null);
    succession.evaluate();
  }

  /** This node is in a cluster now. */
  void clustered() {
    readers.senders().add(queue);
  }

  private void numberElsewhere(Lineage lineage) {
    RemoteNumbering elsewhere = new RemoteNumbering(this, broadcasts.nodes(), eventLoop, turns, datagrams, queue,
      lineage);
    elsewhere.reads(!readers.isEmpty());
    succession = new Succession(this, broadcasts, elsewhere);
    replace(elsewhere);
  }

  private void replace(Numbering next) {
    Numbering before = numbering;
    numbering = next;
    if (before != null) {
      senders.forEach(before.senders()::remove);
      before.close();
    }
    senders.forEach(next.senders()::add);
  }

  /** What the nodes say about it has changed: the home may be another one now. */
  void evaluate() {
    BroadcastDirectory directory = broadcasts.directory();
    if (succession == null && !directory.self().equals(Homes.home(directory.of(name)))) {
      numberElsewhere(numbering.lineage());
      broadcasts.publish(this);
    }
    if (succession != null) {
      succession.evaluate();
    }
  }

  /** The home is this node from now on. */
  void takeOver(RemoteNumbering before, Map<String, Long> taken, Map<Node, JsonObject> others) {
    Lineage lineage = before.lineage();
    lineage.jump(others.values().stream().mapToLong(request -> request.getLong("position")).max().orElse(0),
      Lineage.randomStrides());
    others.values().forEach(request -> lineage.merge(ChannelId.parse(request.getString("id"))));
    LocalNumbering here = new LocalNumbering(turns, readers, queue, lineage, taken);
    // First, because they should miss nothing.
    others.forEach((node, request) -> attach(here, node, request));
    long last = here.taken(broadcasts.directory().self());
    before.pending().stream().filter(message -> message.number() > last).forEach(message -> here.publish(
      message.sender(), message.sequence(), message.body(), ByteBufAllocator.DEFAULT));
    succession = null;
    replace(here);
    broadcasts.publish(this);
    ready();
  }

  /** Another node wants to have positions from this one. */
  void attach(Node node, JsonObject message) {
    if (!(numbering instanceof LocalNumbering here)) {
      broadcasts.nodes().send(node, BroadcastNodes.REFUSED, message().put("link", message.getLong("link")));
      return;
    }
    Lineage lineage = here.lineage();
    boolean jump = message.getLong("position") > lineage.position();
    if (jump) {
      here.jump(message.getLong("position"));
      broadcasts.publish(this);
    }
    lineage.merge(ChannelId.parse(message.getString("id")));
    if (jump) {
      here.links().forEach(link -> answer(here, link));
    }
    attach(here, node, message);
  }

  private void attach(LocalNumbering here, Node node, JsonObject message) {
    NodeLink link = new NodeLink(broadcasts.nodes(), turns, this, here, node, message.getLong("link"),
      message.getBoolean("reads"), message.getLong("after"));
    here.attach(link);
    answer(here, link);
  }

  /** Tell the other node the positions that frames which come next continue. */
  private void answer(LocalNumbering here, NodeLink link) {
    broadcasts.nodes().send(link.node(), BroadcastNodes.ATTACHED, message().put("link", link.id())
      .put("lineage", here.lineage().toJson()).put("creator", creator).put("created", created)
      .put("taken", BroadcastNodes.json(here.taken())));
  }

  /** The home gives positions to this node. */
  void attached(JsonObject answer) {
    if (numbering instanceof RemoteNumbering elsewhere) {
      creator = answer.getString("creator");
      created = answer.getLong("created");
      elsewhere.attached(Lineage.of(answer.getJsonObject("lineage")),
        BroadcastNodes.numbers(answer.getJsonObject("taken")));
      if (hasParticipants()) {
        broadcasts.publish(this);
      }
      ready();
    }
  }

  Numbering numbering() {
    return numbering;
  }

  /**
   * @return {@code null} while this node is the home
   */
  Succession succession() {
    return succession;
  }

  String name() {
    return name;
  }

  /**
   * @return a message about it for another node
   */
  JsonObject message() {
    return new JsonObject().put("name", name);
  }

  BroadcastRecord state() {
    Lineage lineage = numbering.lineage();
    return new BroadcastRecord(name, lineage.id(), creator, created, succession == null,
      succession == null ? lineage.start() : 0, senders.size(), readers.size());
  }

  long id() {
    return numbering.lineage().id();
  }

  /**
   * @return the position of the last message that was passed on to readers
   */
  long position() {
    return queue.position(numbering.lineage().position());
  }

  /**
   * @return how many messages were passed on to readers
   */
  long messages() {
    Lineage lineage = numbering.lineage();
    return lineage.after(0) - lineage.after(position());
  }

  /**
   * @return how many messages were dropped for a client that was here, or in a broadcast of the same name, before
   */
  long dropped(Join join) {
    if (join.broadcast() == BroadcastControl.NO_BROADCAST || !join.role().reads()) {
      return 0;
    }
    return numbering.lineage().missed(join.broadcast(), join.position(), position());
  }

  /**
   * @return whether the positions are known, for a reader or for others
   */
  boolean isReady(boolean reader) {
    return !(numbering instanceof RemoteNumbering elsewhere) || elsewhere.isAttached(reader);
  }

  /** Call this when the home has answered, or is another one. */
  void await(Runnable client, boolean reader) {
    waiting.add(client);
    if (reader && numbering instanceof RemoteNumbering elsewhere) {
      elsewhere.reads(true);
    }
  }

  /** The client does not wait any longer. */
  void cancel(Runnable client) {
    waiting.remove(client);
    endIfUnused();
  }

  private void ready() {
    List<Runnable> now = List.copyOf(waiting);
    waiting.clear();
    now.forEach(Runnable::run);
  }

  void add(Subscription subscription) {
    numbering.flush();
    if (subscription.role().reads()) {
      readers.add(subscription);
    }
    if (subscription.role().sends()) {
      senders.add(subscription);
      numbering.senders().add(subscription);
    }
    broadcasts.publish(this);
  }

  void remove(Subscription subscription) {
    numbering.flush();
    readers.remove(subscription);
    if (senders.remove(subscription)) {
      numbering.senders().remove(subscription);
    }
    broadcasts.publish(this);
    endIfUnused();
    if (readers.isEmpty() && waiting.isEmpty() && numbering instanceof RemoteNumbering elsewhere) {
      elsewhere.reads(false);
    }
  }

  boolean hasParticipants() {
    return !readers.isEmpty() || !senders.isEmpty();
  }

  /** Nothing needs it any more, perhaps. */
  void endIfUnused() {
    if (!hasParticipants() && waiting.isEmpty() && numbering.isIdle()) {
      broadcasts.ended(this);
    }
  }

  /** This node leaves the cluster. */
  void abandon() {
    numbering.close();
    endIfUnused();
  }

  /** It has ended at this node. Clients that wait begin it again. */
  void close() {
    numbering.close();
    queue.close();
    ready();
  }

  /** Pass on a message of a sender. */
  void publish(Subscription sender, byte[] body) {
    numbering.publish(sender.idBytes(), sender.nextSequence(), body, sender.allocator());
  }

  /** The queue of a reader is full: nothing more is read from those who bring messages. */
  void readerFull() {
    readers.senders().readerFull();
  }

  /** The queue of a reader has room again. */
  void readerFree() {
    readers.senders().readerFree();
  }

  void tick() {
    numbering.tick();
    if (succession != null) {
      succession.tick();
    }
    endIfUnused();
  }
}
