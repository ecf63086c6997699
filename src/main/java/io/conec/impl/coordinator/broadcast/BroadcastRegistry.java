package io.conec.impl.coordinator.broadcast;

import io.conec.BroadcastInfo;
import io.conec.BroadcastLimits;
import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.StreamOptions;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The broadcasts by name. Decides who may join, and when a broadcast is created and ends. Confined to the event loop;
 * queries are safe from any thread.
 */
public final class BroadcastRegistry {

  private final EventLoop eventLoop;
  private final BroadcastLimits limits;
  private final LongSupplier datagrams;
  private final SubscriberTurns turns;
  private final BroadcastAccess access;
  private final Map<String, Broadcast> broadcasts = new ConcurrentHashMap<>();
  /** How many broadcasts each client has created, by id, including those that it has left. */
  private final Map<String, Integer> created = new HashMap<>();
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
   * @return the broadcast to join; it is created if it does not exist
   * @throws ConecException when the client may not join
   */
  Broadcast admit(RegisteredClient client, Join join) {
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
    Broadcast broadcast = broadcasts.get(name);
    return broadcast != null ? broadcast : create(client.id(), name);
  }

  private Broadcast create(String creator, String name) {
    if (!access.permitsCreation(creator, name)) {
      throw new ConecException(ConecError.BROADCAST_UNKNOWN, "the broadcast '" + name + "' does not exist, and '"
        + creator + "' may not create it (create in the rules of broadcastLimits of the Coordinator)");
    }
    int free = limits.getMaxBroadcasts() - broadcasts.size();
    if (free <= 0) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED, "there are " + limits.getMaxBroadcasts()
        + " broadcasts already (maxBroadcasts in broadcastLimits of the Coordinator)");
    }
    int share = FairShare.of(limits.getMaxBroadcastsCreatedPerClient(), limits.getMaxBroadcasts(), free);
    if (created.getOrDefault(creator, 0) >= share) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED, "'" + creator + "' has created " + share
        + " broadcasts that still exist (maxBroadcastsCreatedPerClient in broadcastLimits of the Coordinator)");
    }
    Broadcast broadcast = new Broadcast(eventLoop, turns, datagrams, name, creator);
    broadcasts.put(name, broadcast);
    created.merge(creator, 1, Integer::sum);
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
    if (broadcast.isEmpty()) {
      broadcasts.remove(broadcast.name());
      created.computeIfPresent(broadcast.creator(), (creator, count) -> count == 1 ? null : count - 1);
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
    Broadcast broadcast = broadcasts.get(name);
    if (!access.permits(client.id(), name, BroadcastRole.READER)
      && !access.permits(client.id(), name, BroadcastRole.SENDER)) {
      client.send(new Failure(count.request(), ConecError.BROADCAST_NOT_PERMITTED.code(), "'" + client.id()
        + "' may neither read nor write this broadcast (rules in broadcastLimits of the Coordinator)"));
    } else if (broadcast == null) {
      client.send(new Failure(count.request(), ConecError.BROADCAST_UNKNOWN.code(),
        "there is no broadcast with the name '" + name + "'"));
    } else {
      BroadcastInfo info = broadcast.info();
      client.send(new Counted(count.request(), info.getSenders(), info.getReaders()));
    }
  }

  public List<BroadcastInfo> list() {
    return broadcasts.values().stream().map(Broadcast::info).toList();
  }
}
