package io.conec.impl.client.broadcast;

import io.conec.BroadcastInfo;
import io.conec.BroadcastOptions;
import io.conec.ClientOptions;
import io.conec.ConecBroadcast;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.client.CoordinatorConnection;
import io.conec.impl.wire.BroadcastControl.Count;
import io.conec.impl.wire.BroadcastControl.Counted;
import io.conec.impl.wire.BroadcastControl.CutOff;
import io.conec.impl.wire.BroadcastName;
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
 * The broadcasts that this client is in. On the event loop, but for what only looks.
 */
public final class BroadcastClient {

  /** Between two attempts to join a broadcast that others have to begin: they need a second to come back, or two. */
  private static final long REJOIN_SECONDS = 1;

  private final ContextInternal context;
  private final ClientOptions options;
  private final CoordinatorConnection link;
  private final Runnable idle;
  private final Map<String, BroadcastImpl> members = new ConcurrentHashMap<>();
  /** Members that may not begin their broadcasts again: others have to come back first. */
  private final Set<BroadcastImpl> waiting = new HashSet<>();
  private ConecException refusal;

  /**
   * @param idle called when a broadcast has ended: maybe a shutdown waits for nothing else
   */
  public BroadcastClient(ContextInternal context, ClientOptions options, CoordinatorConnection link, Runnable idle) {
    this.context = context;
    this.options = options;
    this.link = link;
    this.idle = idle;
  }

  public Future<ConecBroadcast> join(String name, BroadcastOptions broadcastOptions) {
    RuntimeException refused = refusal(name);
    if (refused != null) {
      return Future.failedFuture(refused);
    }
    if (members.containsKey(name)) {
      return Future.failedFuture(new ConecException(ConecError.BROADCAST_JOINED, "this client is in the broadcast '"
        + name + "' already: share its ConecBroadcast, or use another client"));
    }
    BroadcastImpl member = new BroadcastImpl(context, options, link, name, broadcastOptions, this);
    members.put(name, member);
    member.join();
    return member.firstJoin();
  }

  /**
   * @return why nothing can be asked about this name, {@code null} when it can
   */
  private RuntimeException refusal(String name) {
    if (refusal != null) {
      return refusal;
    }
    return BroadcastName.isValid(name) ? null : new IllegalArgumentException(BroadcastName.RULE);
  }

  /** Nobody is in the broadcast of this member, and it may not begin it: it tries again until somebody is. */
  void notBegun(BroadcastImpl member) {
    waiting.add(member);
    if (waiting.size() == 1) {
      context.nettyEventLoop().schedule(this::tryAgain, REJOIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void tryAgain() {
    List<BroadcastImpl> now = List.copyOf(waiting);
    waiting.clear();
    now.forEach(BroadcastImpl::join);
  }

  void ended(BroadcastImpl member) {
    members.remove(member.name());
    waiting.remove(member);
    idle.run();
  }

  public Future<BroadcastInfo> count(String name) {
    RuntimeException refused = refusal(name);
    if (refused != null) {
      return Future.failedFuture(refused);
    }
    return link.request(Counted.class, request -> new Count(request, name), "the count of '" + name + "'")
      .map(answer -> {
        Counted counted = (Counted) answer;
        return new BroadcastInfo(name, counted.senders(), counted.readers());
      });
  }

  /** The client is registered: join again. */
  public void registered() {
    waiting.clear();
    each(BroadcastImpl::join);
  }

  /** The connection to the Coordinator is lost. */
  public void lost(ConecException reason) {
    each(member -> member.lost(reason));
  }

  public void cutOff(CutOff cutOff) {
    ConecException reason = new ConecException(cutOff.error(), cutOff.message());
    each(member -> member.cutOff(cutOff.stream(), reason));
  }

  /** Join no more, and leave. */
  public void leave(ConecException reason) {
    refusal = reason;
    each(BroadcastImpl::leave);
  }

  public void close(ConecException reason) {
    refusal = reason;
    each(member -> member.close(reason));
  }

  private void each(Consumer<BroadcastImpl> action) {
    List.copyOf(members.values()).forEach(action);
  }

  public boolean isIdle() {
    return members.isEmpty();
  }

  public List<ConecBroadcast> list() {
    return members.values().stream().filter(BroadcastImpl::isMember).<ConecBroadcast>map(member -> member).toList();
  }
}
