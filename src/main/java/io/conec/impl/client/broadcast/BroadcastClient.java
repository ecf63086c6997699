package io.conec.impl.client.broadcast;

import io.conec.BroadcastInfo;
import io.conec.BroadcastOptions;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.client.CoordinatorConnection;
import io.conec.impl.config.BroadcastName;
import io.conec.impl.wire.BroadcastControl.Count;
import io.conec.impl.wire.BroadcastControl.Counted;
import io.conec.impl.wire.BroadcastControl.CutOff;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The broadcasts that this client has joined. Confined to the event loop; queries are safe from any thread.
 */
public final class BroadcastClient {

  /**
   * Time between two attempts to join a broadcast that other clients have to create: they need a second or two to
   * reconnect.
   */
  private static final long REJOIN_SECONDS = 1;

  private final ContextInternal context;
  private final ClientOptions options;
  private final CoordinatorConnection coordinator;
  private final Runnable idle;
  private final Map<String, BroadcastImpl> broadcasts = new ConcurrentHashMap<>();
  /** Broadcasts that this client may not create again: other clients have to rejoin first. */
  private final Set<BroadcastImpl> waiting = new HashSet<>();
  private ConecException refusal;

  /**
   * @param idle called when a broadcast has ended, because a shutdown may wait for it
   */
  public BroadcastClient(ContextInternal context, ClientOptions options, CoordinatorConnection coordinator,
                         Runnable idle) {
    this.context = context;
    this.options = options;
    this.coordinator = coordinator;
    this.idle = idle;
  }

  public Future<ConecBroadcast> join(String name, BroadcastOptions broadcastOptions) {
    RuntimeException refused = refusal(name);
    if (refused != null) {
      return Future.failedFuture(refused);
    }
    if (broadcasts.containsKey(name)) {
      return Future.failedFuture(new ConecException(ConecError.BROADCAST_ALREADY_JOINED,
        "this client is in the broadcast '" + name + "' already: share its ConecBroadcast, or use another client"));
    }
    BroadcastImpl broadcast = new BroadcastImpl(context, options, coordinator, name, broadcastOptions, this);
    broadcasts.put(name, broadcast);
    broadcast.join();
    return broadcast.firstJoin();
  }

  /**
   * @return why a request for this name is refused, {@code null} when it is not
   */
  private RuntimeException refusal(String name) {
    if (refusal != null) {
      return refusal;
    }
    return BroadcastName.isValid(name) ? null : new IllegalArgumentException(BroadcastName.RULE);
  }

  /**
   * The broadcast does not exist, and this client may not create it: join again until another client has created it.
   */
  void notCreated(BroadcastImpl broadcast) {
    waiting.add(broadcast);
    if (waiting.size() == 1) {
      context.nettyEventLoop().schedule(this::tryAgain, REJOIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void tryAgain() {
    List<BroadcastImpl> now = List.copyOf(waiting);
    waiting.clear();
    now.forEach(BroadcastImpl::join);
  }

  void ended(BroadcastImpl broadcast) {
    broadcasts.remove(broadcast.name());
    waiting.remove(broadcast);
    idle.run();
  }

  public Future<BroadcastInfo> count(String name) {
    RuntimeException refused = refusal(name);
    if (refused != null) {
      return Future.failedFuture(refused);
    }
    return coordinator.request(Counted.class, request -> new Count(request, name), "the count of '" + name + "'")
      .map(answer -> {
        Counted counted = (Counted) answer;
        return new BroadcastInfo(name, counted.senders(), counted.readers());
      });
  }

  /** The client is registered: join all broadcasts again. */
  public void registered() {
    waiting.clear();
    each(BroadcastImpl::join);
  }

  /** The connection to the Coordinator is lost. */
  public void lost(ConecException reason) {
    each(broadcast -> broadcast.lost(reason));
  }

  public void cutOff(CutOff cutOff) {
    ConecException reason = new ConecException(cutOff.error(), cutOff.message());
    each(broadcast -> broadcast.cutOff(cutOff.stream(), reason));
  }

  /** Leave all broadcasts, and join no others. */
  public void leave(ConecException reason) {
    refusal = reason;
    each(BroadcastImpl::leave);
  }

  public void close(ConecException reason) {
    refusal = reason;
    each(broadcast -> broadcast.close(reason));
  }

  private void each(Consumer<BroadcastImpl> action) {
    List.copyOf(broadcasts.values()).forEach(action);
  }

  public boolean isIdle() {
    return broadcasts.isEmpty();
  }

  public List<ConecBroadcast> list() {
    return broadcasts.values().stream().filter(BroadcastImpl::isAdmitted).map(ConecBroadcast.class::cast).toList();
  }
}
