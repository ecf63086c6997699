package io.conec.impl.client;

import io.conec.ConecException;
import io.conec.PeerEvent;
import io.conec.PeerEventType;
import io.conec.impl.util.EventLoops;
import io.vertx.core.internal.ContextInternal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells a follower about peers. For each peer at most two events wait for one that is slow: that it has left, and that
 * it is back. On the event loop of the client.
 */
final class PeerNotifier implements PeerInterest.Listener {

  /** Either may be {@code null}, but not both. */
  private record Waiting(PeerEvent left, PeerEvent joined) {

    static Waiting first(PeerEvent event) {
      return event.getType() == PeerEventType.JOINED ? new Waiting(null, event) : new Waiting(event, null);
    }

    /** @return {@code null} when there is nothing to tell any more: it came and went meanwhile */
    Waiting then(PeerEvent event) {
      if (event.getType() == PeerEventType.JOINED) {
        return new Waiting(left, event);
      }
      return left == null ? null : new Waiting(event, null);
    }
  }

  private final ContextInternal client;
  private final ContextInternal context;
  private final PeerFollower follower;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  /** How it has ended or failed, told after what waits. */
  private Consumer<PeerFollower> outcome;
  private boolean busy;
  private volatile boolean closed;

  /**
   * @param client  the context of the client
   * @param context that of the follower
   */
  PeerNotifier(ContextInternal client, ContextInternal context, PeerFollower follower) {
    this.client = client;
    this.context = context;
    this.follower = follower;
  }

  @Override
  public void event(PeerEvent event) {
    waiting.compute(event.getId(), (id, before) -> before == null ? Waiting.first(event) : before.then(event));
    deliver();
  }

  @Override
  public void complete(List<String> ids) {
    outcome = PeerFollower::complete;
    deliver();
  }

  @Override
  public void failed(ConecException reason) {
    outcome = told -> told.failed(reason);
    deliver();
  }

  private void deliver() {
    if (busy || waiting.isEmpty() && outcome == null) {
      return;
    }
    busy = true;
    List<Consumer<PeerFollower>> batch = new ArrayList<>();
    for (Waiting events : waiting.values()) {
      if (events.left() != null) {
        batch.add(told -> told.event(events.left()));
      }
      if (events.joined() != null) {
        batch.add(told -> told.event(events.joined()));
      }
    }
    if (outcome != null) {
      batch.add(outcome);
      outcome = null;
    }
    waiting.clear();
    context.emit(batch, this::tell);
  }

  private void tell(List<Consumer<PeerFollower>> batch) {
    for (Consumer<PeerFollower> told : batch) {
      if (!closed) {
        context.dispatch(follower, told::accept);
      }
    }
    EventLoops.run(client, () -> {
      busy = false;
      deliver();
    });
  }

  /** Tell nothing more, not even what waits. From any thread. */
  void close() {
    closed = true;
  }
}
