package io.conec.impl.coordinator.broadcast;

import io.conec.BroadcastInfo;
import io.conec.BroadcastLimits;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.StreamOptions;
import io.conec.impl.cluster.Cluster;
import io.conec.impl.config.BroadcastName;
import io.conec.impl.coordinator.ClientSession;
import io.conec.impl.coordinator.RegisteredClient;
import io.conec.impl.transport.QuicStream;
import io.conec.impl.util.FairShare;
import io.conec.impl.wire.BroadcastControl.Count;
import io.conec.impl.wire.BroadcastControl.Counted;
import io.conec.impl.wire.BroadcastControl.Join;
import io.conec.impl.wire.BroadcastControl.Progress;
import io.conec.impl.wire.ControlMessage.Failure;
import io.netty.channel.EventLoop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The broadcasts by name. Decides who may join, and when a broadcast is created and ends. Confined to the event loop;
 * queries are safe from any thread.
 */
public final class BroadcastRegistry {

  /** The key of {@link #changes()} in what a node says about itself. */
  public static final String CHANGES = "broadcastChanges";

  private final EventLoop eventLoop;
  private final BroadcastLimits limits;
  private final LongSupplier datagrams;
  private final SubscriberTurns turns;
  private final BroadcastAccess access;
  /** {@code null} when this is not a node of a cluster. */
  private BroadcastNodes nodes;
  /** The broadcasts with participants at this node, or whose home is this node, by name. */
  private final Map<String, Broadcast> broadcasts = new HashMap<>();
  private final BroadcastDirectory directory = new BroadcastDirectory(this::changed);
  /** By client and name of the broadcast: those of the present connection of a client that is in any. */
  private final Map<RegisteredClient, Map<String, Subscription>> subscriptions = new HashMap<>();

  /**
   * @param datagrams how many datagrams the Coordinator has read
   */
  public BroadcastRegistry(EventLoop eventLoop, BroadcastLimits limits, LongSupplier datagrams) {
    this.eventLoop = eventLoop;
    this.limits = limits;
    this.datagrams = datagrams;
    this.turns = new SubscriberTurns(eventLoop);
    this.access = new BroadcastAccess(limits.getRules());
  }

  /** This Coordinator is a node of a cluster from now on. */
  public void join(Cluster cluster) {
    directory.self(cluster.self().id());
    nodes = new BroadcastNodes(eventLoop, cluster, this, directory);
  }

  /** This node leaves the cluster: send what waits, and stop. */
  public void leave() {
    if (nodes != null) {
      broadcasts.values().forEach(broadcast -> broadcast.numbering().flush());
      List.copyOf(broadcasts.values()).forEach(Broadcast::abandon);
      nodes.close();
    }
  }

  /**
   * @return how many changes this node has published; other nodes compare it with those that they have received
   */
  public long changes() {
    return directory.number();
  }

  BroadcastNodes nodes() {
    return nodes;
  }

  BroadcastDirectory directory() {
    return directory;
  }

  /**
   * @return the broadcast if this node has it, {@code null} otherwise
   */
  Broadcast get(String name) {
    return broadcasts.get(name);
  }

  private void changed(String name) {
    Broadcast broadcast = broadcasts.get(name);
    if (broadcast != null) {
      broadcast.evaluate();
    }
  }

  void tick() {
    List.copyOf(broadcasts.values()).forEach(Broadcast::tick);
  }

  /** Tell the other nodes about the broadcast. */
  void publish(Broadcast broadcast) {
    BroadcastRecord record = broadcast.state();
    if (!record.equals(directory.of(record.name()).get(directory.self()))) {
      published(directory.put(record), record.name(), record);
    }
  }

  private void published(long number, String name, BroadcastRecord record) {
    if (nodes != null) {
      nodes.changed(number, name, record);
    }
  }

  /**
   * @return the turns of all broadcasts
   */
  SubscriberTurns turns() {
    return turns;
  }

  /** A client has opened a stream to join a broadcast. */
  public void stream(ClientSession session, QuicStream stream) {
    new JoinRequest(eventLoop, limits, this, session, stream).start();
  }

  /**
   * @param later called when it is worth asking again
   * @return the broadcast to join, which is created if it does not exist. It may have to wait for its home, and then
   * calls {@code later}
   * @throws ConecException when the client may not join
   */
  Broadcast admit(RegisteredClient client, Join join, Runnable later) {
    check(client, join);
    Broadcast broadcast = broadcasts.get(join.name());
    if (broadcast == null && !directory.of(join.name()).isEmpty()) {
      broadcast = find(join.name());
    }
    if (broadcast == null) {
      broadcast = create(client.id(), join.name());
    }
    if (!broadcast.isReady(join.role().reads())) {
      broadcast.await(later, join.role().reads());
    }
    return broadcast;
  }

  private void check(RegisteredClient client, Join join) {
    String name = join.name();
    if (!BroadcastName.isValid(name)) {
      throw new ConecException(ConecError.PROTOCOL_VIOLATION, BroadcastName.RULE);
    }
    if (join.bufferSize() < 1 || join.bufferSize() > BroadcastOptions.MAX_BUFFERED_MESSAGES
      || join.sequence() > StreamOptions.MAX_ID) {
      throw new ConecException(ConecError.PROTOCOL_VIOLATION, "the buffer size or the sequence number is out of range");
    }
    if (!access.permits(client.id(), name, join.role())) {
      throw new ConecException(ConecError.BROADCAST_NOT_PERMITTED, "'" + client.id() + "' may not join the broadcast '"
        + name + "' as " + join.role() + " (rules in broadcastLimits of the Coordinator)");
    }
    Map<String, Subscription> own = subscriptionsOf(client);
    if (own.containsKey(name)) {
      throw new ConecException(ConecError.BROADCAST_ALREADY_JOINED,
        "'" + client.id() + "' is in the broadcast '" + name + "' already");
    }
    if (own.size() >= limits.getMaxBroadcastsPerClient()) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED, "'" + client.id() + "' is in "
        + limits.getMaxBroadcastsPerClient()
        + " broadcasts already (maxBroadcastsPerClient in broadcastLimits of the Coordinator)");
    }
  }

  /** @return the broadcast that other nodes have, {@code null} when it has just ended there */
  private Broadcast find(String name) {
    Broadcast broadcast = add(name);
    broadcast.find();
    return broadcasts.get(name);
  }

  private Broadcast add(String name) {
    Broadcast broadcast = new Broadcast(eventLoop, turns, datagrams, this, name);
    broadcasts.put(name, broadcast);
    if (nodes != null) {
      broadcast.clustered();
    }
    return broadcast;
  }

  private Broadcast create(String creator, String name) {
    if (!access.permitsCreation(creator, name)) {
      throw new ConecException(ConecError.BROADCAST_UNKNOWN, "the broadcast '" + name + "' does not exist, and '"
        + creator + "' may not create it (create in the rules of broadcastLimits of the Coordinator)");
    }
    int free = limits.getMaxBroadcasts() - directory.size();
    if (free <= 0) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED, "there are " + limits.getMaxBroadcasts()
        + " broadcasts already (maxBroadcasts in broadcastLimits of the Coordinator)");
    }
    int share = FairShare.of(limits.getMaxBroadcastsCreatedPerClient(), limits.getMaxBroadcasts(), free);
    if (directory.createdBy(creator) >= share) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED, "'" + creator + "' has created " + share
        + " broadcasts that still exist (maxBroadcastsCreatedPerClient in broadcastLimits of the Coordinator)");
    }
    Broadcast broadcast = add(name);
    broadcast.create(creator);
    publish(broadcast);
    return broadcast;
  }

  private Map<String, Subscription> subscriptionsOf(RegisteredClient client) {
    return subscriptions.getOrDefault(client, Map.of());
  }

  void joined(RegisteredClient client, Subscription subscription, Broadcast broadcast) {
    subscriptions.computeIfAbsent(client, first -> new HashMap<>()).put(broadcast.name(), subscription);
    broadcast.add(subscription);
  }

  void left(RegisteredClient client, Subscription subscription, Broadcast broadcast) {
    subscriptions.computeIfPresent(client, (present, own) -> {
      own.remove(broadcast.name());
      return own.isEmpty() ? null : own;
    });
    broadcast.remove(subscription);
  }

  /** This node does not need the broadcast any more. */
  void ended(Broadcast broadcast) {
    String name = broadcast.name();
    if (broadcasts.remove(name, broadcast)) {
      if (directory.of(name).containsKey(directory.self())) {
        published(directory.remove(name), name, null);
      }
      broadcast.close();
    }
  }

  /** The client has lost its connection. */
  public void disconnected(RegisteredClient client) {
    List.copyOf(subscriptionsOf(client).values()).forEach(Subscription::end);
  }

  public void progress(RegisteredClient client, Progress progress) {
    subscriptionsOf(client).values().forEach(subscription -> subscription.progress(progress));
  }

  public void count(RegisteredClient client, Count count) {
    String name = count.name();
    if (!BroadcastName.isValid(name)) {
      client.send(new Failure(count.request(), ConecError.PROTOCOL_VIOLATION.code(), BroadcastName.RULE));
      return;
    }
    BroadcastInfo info = directory.info(name);
    if (!access.permits(client.id(), name, BroadcastRole.READER)
      && !access.permits(client.id(), name, BroadcastRole.SENDER)) {
      client.send(new Failure(count.request(), ConecError.BROADCAST_NOT_PERMITTED.code(), "'" + client.id()
        + "' may neither read nor write this broadcast (rules in broadcastLimits of the Coordinator)"));
    } else if (info == null) {
      client.send(new Failure(count.request(), ConecError.BROADCAST_UNKNOWN.code(),
        "there is no broadcast with the name '" + name + "'"));
    } else {
      client.send(new Counted(count.request(), info.getSenders(), info.getReaders()));
    }
  }

  public List<BroadcastInfo> list() {
    return directory.list();
  }
}
