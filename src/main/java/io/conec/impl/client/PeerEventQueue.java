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
 * The events of peers for a listener with a context of its own. At most two events of each peer wait for a slow
 * listener: that it left, and that it is back. On the event loop of the client.
 */
final class PeerEventQueue implements PeerListener {

  /** Either may be {@code null}, but not both. */
  private record Waiting(PeerEvent left, PeerEvent joined) {

    static Waiting first(PeerEvent event) {
      return event.getType() == PeerEventType.JOINED ? new Waiting(null, event) : new Waiting(event, null);
    }

    /** @return {@code null} when nothing is left to report: the peer came and went meanwhile */
    Waiting then(PeerEvent event) {
      if (event.getType() == PeerEventType.JOINED) {
        return new Waiting(left, event);
      }
      return left == null ? null : new Waiting(event, null);
    }
  }

  private final ContextInternal client;
  private final ContextInternal context;
  private final PeerListener listener;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  /** The completion or failure, to be reported after the waiting events. */
  private Consumer<PeerListener> outcome;
  private boolean busy;
  private volatile boolean closed;

  /**
   * @param client  the context of the client
   * @param context the context of the listener
   */
  PeerEventQueue(ContextInternal client, ContextInternal context, PeerListener listener) {
    this.client = client;
    this.context = context;
    this.listener = listener;
  }

  @Override
  public void event(PeerEvent event) {
    waiting.compute(event.getId(), (id, before) -> before == null ? Waiting.first(event) : before.then(event));
    deliver();
  }

  @Override
  public void complete(List<String> ids) {
    outcome = target -> target.complete(ids);
    deliver();
  }

  @Override
  public void failed(ConecException reason) {
    outcome = target -> target.failed(reason);
    deliver();
  }

  private void deliver() {
    if (busy || waiting.isEmpty() && outcome == null) {
      return;
    }
    busy = true;
    List<Consumer<PeerListener>> batch = new ArrayList<>();
    for (Waiting events : waiting.values()) {
      if (events.left() != null) {
        batch.add(target -> target.event(events.left()));
      }
      if (events.joined() != null) {
        batch.add(target -> target.event(events.joined()));
      }
    }
    if (outcome != null) {
      batch.add(outcome);
      outcome = null;
    }
    waiting.clear();
    context.emit(batch, this::dispatch);
  }

  private void dispatch(List<Consumer<PeerListener>> batch) {
    for (Consumer<PeerListener> notice : batch) {
      if (!closed) {
        context.dispatch(listener, notice::accept);
      }
    }
    EventLoops.run(client, () -> {
      busy = false;
      deliver();
    });
  }

  /** Report nothing more, not even the waiting events. Safe from any thread. */
  void close() {
    closed = true;
  }
}
