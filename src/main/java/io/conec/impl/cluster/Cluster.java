package io.conec.impl.cluster;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.util.RateLimit;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * This Coordinator as a node of a cluster: finds the other nodes, and carries messages to them. Confined to the event
 * loop of its context, except for queries.
 * <p>
 * A node publishes a beat every second, by which new nodes find it. Everything else goes from node to node, to one
 * address for each node: so it arrives in the order in which it was sent, and a message about a client comes after the
 * news that its sender has the client. Whether a node is alive is decided by its beats alone, because cluster managers
 * take up to a minute to notice.
 */
public final class Cluster {

  private static final long BEAT_MILLIS = 1000;

  /** Time to register two consumers: a cluster that has just lost a member takes some seconds. */
  private static final long START_SECONDS = 60;

  /** A node without a beat for this time is gone: two beats may be lost or late. */
  private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** When this process was stopped for so long, the beats of others wait unread. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** The pause between two requests that are repeated. */
  private static final long RETRY_MILLIS = 250;

  /** The most nodes: each sends every change to every other. */
  private static final int MAX_NODES = 64;

  /** Lines in the log about messages that cannot be read, and nodes that are too many. */
  private static final int MAX_COMPLAINTS_PER_SECOND = 5;

  private static final String ADDRESS = "conec.coordinator";
  private static final String TYPE = "type";
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  private final ContextInternal context;
  private final EventBus bus;
  private final Node self;
  private final ClientReplication clients;
  private final Supplier<JsonObject> load;
  private final Map<String, Neighbor> neighbors = new ConcurrentHashMap<>();
  private final Map<String, BiConsumer<Node, Message<JsonObject>>> handlers = new HashMap<>();
  private final List<NodeListener> listeners = new ArrayList<>();
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();
  private final DeliveryOptions delivery = new DeliveryOptions().setTracingPolicy(TracingPolicy.IGNORE);
  private final RateLimit complaints;
  private BiConsumer<Node, Buffer> bytesHandler = (node, bytes) -> { };
  private long lastBeat;
  private long timer = -1;

  /**
   * @param load    figures about this node for the others
   * @param changed called with the id of each client that another node has now, or no longer has, and whether the
   *                client has closed its connection
   */
  public Cluster(ContextInternal context, Node self, Supplier<JsonObject> load, BiConsumer<String, Boolean> changed) {
    this.context = context;
    this.bus = context.owner().eventBus();
    this.self = self;
    this.lastBeat = now();
    this.complaints = new RateLimit(MAX_COMPLAINTS_PER_SECOND, this::now);
    this.load = load;
    on("beat", (from, message) -> beat(from, message.body()));
    on("leave", (from, message) -> gone(from));
    this.clients = new ClientReplication(context.nettyEventLoop(), this, new Directory(self.id(), changed));
  }

  public Node self() {
    return self;
  }

  /**
   * @return who has which clients
   */
  public ClientReplication clients() {
    return clients;
  }

  /**
   * @return the other nodes; from any thread
   */
  public List<Node> others() {
    return neighbors.values().stream().map(Neighbor::node).toList();
  }

  /**
   * @return the other node with this id, {@code null} when it is gone
   */
  public Node other(String id) {
    Neighbor neighbor = neighbors.get(id);
    return neighbor == null ? null : neighbor.node();
  }

  /**
   * @return what another node has said about itself last; from any thread
   */
  public JsonObject load(Node node) {
    Neighbor neighbor = neighbors.get(node.id());
    return neighbor == null ? new JsonObject() : neighbor.load();
  }

  public void listen(NodeListener listener) {
    listeners.add(listener);
  }

  /** Handle messages of this type from other nodes. */
  public void on(String type, BiConsumer<Node, Message<JsonObject>> handler) {
    handlers.put(type, handler);
  }

  /** Handle messages of bytes from other nodes, which come in order with the others. */
  public void onBytes(BiConsumer<Node, Buffer> handler) {
    bytesHandler = handler;
  }

  /**
   * Join the cluster.
   *
   * @return completed when other nodes can reach this one
   */
  public Future<Void> start() {
    consumers.add(bus.<JsonObject>consumer(ADDRESS, message -> read(message, this::found)));
    consumers.add(bus.<Object>consumer(address(self.id()), message -> read(message, this::received)));
    return Future.all(consumers.get(0).completion(), consumers.get(1).completion())
      .timeout(START_SECONDS, TimeUnit.SECONDS)
      .transform((registered, failure) -> isClosed()
        ? Future.failedFuture(new ConecException(ConecError.CLOSED, "the Coordinator was closed"))
        : failure == null ? joined() : Future.failedFuture(new ConecException(ConecError.CONFIGURATION, "option "
        + "'clustered': the cluster of Vert.x does not answer: " + failure.getMessage(), failure, "clustered")));
  }

  private Future<Void> joined() {
    beat();
    timer = context.owner().setPeriodic(BEAT_MILLIS, tick -> beat());
    return Future.succeededFuture();
  }

  /** Leave the cluster. */
  public void close() {
    if (timer >= 0) {
      context.owner().cancelTimer(timer);
    }
    others().forEach(other -> send(other, "leave", new JsonObject()));
    neighbors.clear();
    consumers.forEach(MessageConsumer::unregister);
    consumers.clear();
  }

  private boolean isClosed() {
    return consumers.isEmpty();
  }

  private long now() {
    return context.nettyEventLoop().ticker().nanoTime();
  }

  private void beat() {
    long now = now();
    if (now - lastBeat > PAUSE_NANOS) {
      neighbors.values().forEach(neighbor -> neighbor.heard(now));
    }
    lastBeat = now;
    neighbors.values().stream().filter(neighbor -> neighbor.isSilentSince(now - GONE_NANOS)).map(Neighbor::node)
      .toList().forEach(this::gone);
    bus.publish(ADDRESS, stamp("beat", beatMessage()), delivery);
    others().forEach(other -> send(other, "beat", beatMessage()));
  }

  private JsonObject beatMessage() {
    return new JsonObject().put("address", NetUtil.toSocketAddressString(self.address()))
      .put("load", load.get().put(ClientReplication.CHANGES, clients.directory().number()));
  }

  /** A node is there. Its beat may have overtaken its changes, so only the one to this node's own address counts. */
  private void found(Message<JsonObject> message) {
    JsonObject beat = message.body();
    String id = beat.getString("node");
    if (self.id().equals(id) || neighbors.containsKey(id)) {
      return;
    }
    if (neighbors.size() >= MAX_NODES) {
      if (complaints.tryTake(1)) {
        LOG.warn("node " + beat.getString("address") + " is ignored: there are " + MAX_NODES + " others already");
      }
      return;
    }
    Neighbor neighbor = new Neighbor(Node.of(id, beat.getString("address")), now(), load(beat));
    neighbors.put(id, neighbor);
    LOG.info("node " + beat.getString("address") + " has joined the cluster");
    // With the address it finds this node now, not with the next beat.
    send(neighbor.node(), "beat", beatMessage());
    listeners.forEach(listener -> listener.changed(neighbor.node(), true));
  }

  /** Whoever can send on the event bus is trusted, but may run another version: this node goes on. */
  private <T> void read(Message<T> message, Consumer<Message<T>> handler) {
    if (isClosed()) {
      return;
    }
    try {
      handler.accept(message);
    } catch (RuntimeException e) {
      if (complaints.tryTake(1)) {
        LOG.warn("a message to " + message.address() + " cannot be read: another program or another version sends to "
          + "this address: " + e, e);
      }
      message.fail(ConecError.PROTOCOL_VIOLATION.code(), "the message cannot be read: " + e.getMessage());
    }
  }

  @SuppressWarnings("unchecked")
  private void received(Message<?> message) {
    if (message.body() instanceof Buffer bytes) {
      Neighbor neighbor = neighbors.get(message.headers().get("node"));
      if (neighbor != null) {
        neighbor.heard(now());
        bytesHandler.accept(neighbor.node(), bytes);
      }
    } else {
      receivedJson((Message<JsonObject>) message);
    }
  }

  private void receivedJson(Message<JsonObject> message) {
    JsonObject body = message.body();
    if (body.containsKey("address")) {
      found(message);
    }
    Neighbor neighbor = neighbors.get(body.getString("node"));
    BiConsumer<Node, Message<JsonObject>> handler = handlers.get(body.getString(TYPE));
    // Everything from a node that is not known, or not any more, is repeated by the list that it is asked for.
    if (neighbor != null && handler != null) {
      neighbor.heard(now());
      handler.accept(neighbor.node(), message);
    }
  }

  private static JsonObject load(JsonObject beat) {
    return beat.getJsonObject("load", new JsonObject());
  }

  private void beat(Node from, JsonObject beat) {
    neighbors.get(from.id()).load(load(beat));
    listeners.forEach(listener -> listener.beat(from, load(from)));
  }

  private void gone(Node node) {
    if (neighbors.remove(node.id()) != null) {
      LOG.info("node " + NetUtil.toSocketAddressString(node.address()) + " has left the cluster");
      listeners.forEach(listener -> listener.changed(node, false));
    }
  }

  /** Send a message to another node. */
  public void send(Node node, String type, JsonObject message) {
    bus.send(address(node.id()), stamp(type, message), delivery);
  }

  /** Send bytes to another node, which must not be changed any more. */
  public void send(Node node, Buffer bytes) {
    bus.send(address(node.id()), bytes, new DeliveryOptions(delivery).addHeader("node", self.id()));
  }

  /**
   * Send a message to another node.
   *
   * @param what for the error
   * @return the answer; it fails with a {@link ConecException}
   */
  public Future<JsonObject> request(Node node, String type, JsonObject message, Duration timeout, String what) {
    DeliveryOptions limited = new DeliveryOptions(delivery).setSendTimeout(timeout.toMillis());
    return bus.<JsonObject>request(address(node.id()), stamp(type, message), limited).map(Message::body)
      .recover(failure -> Future.failedFuture(NodeFailure.of(failure, what)));
  }

  /**
   * @return completed when it is worth asking again. When the cluster manager knows that a node is gone, requests fail
   * at once, until its beats are missed, too
   */
  public Future<Void> pause() {
    Promise<Void> pause = Promise.promise();
    context.nettyEventLoop().schedule(() -> pause.complete(), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    return pause.future();
  }

  private JsonObject stamp(String type, JsonObject message) {
    return message.put(TYPE, type).put("node", self.id());
  }

  private static String address(String node) {
    return ADDRESS + "." + node;
  }
}
