package io.conec.impl.client;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.PeerEvent;
import io.conec.PeerEventType;
import io.conec.impl.transport.EventLoops;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells a handler of the user about peers. For each peer at most two events wait for a handler that is slow: that it
 * has left, and that it is back. On the event loop of the client.
 */
final class PeerNotifier implements PeerInterest.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(PeerNotifier.class);

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

  private final ContextInternal context;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private volatile Handler<PeerEvent> handler;
  private boolean busy;
  private boolean warned;

  PeerNotifier(ContextInternal context, Handler<PeerEvent> handler) {
    this.context = context;
    this.handler = handler;
  }

  @Override
  public void event(PeerEvent event) {
    waiting.compute(event.getId(), (id, before) -> before == null ? Waiting.first(event) : before.then(event));
    deliver();
  }

  private void deliver() {
    if (busy || waiting.isEmpty()) {
      return;
    }
    busy = true;
    List<PeerEvent> batch = new ArrayList<>();
    for (Waiting events : waiting.values()) {
      if (events.left() != null) {
        batch.add(events.left());
      }
      if (events.joined() != null) {
        batch.add(events.joined());
      }
    }
    waiting.clear();
    context.emit(batch, this::handle);
  }

  private void handle(List<PeerEvent> batch) {
    for (PeerEvent event : batch) {
      Handler<PeerEvent> current = handler;
      if (current != null) {
        context.dispatch(event, current);
      }
    }
    EventLoops.run(context, () -> {
      busy = false;
      deliver();
    });
  }

  @Override
  public void complete(List<String> ids) {
    warned = false;
  }

  @Override
  public void failed(ConecException reason) {
    if (reason.error() == ConecError.PEERS_NOT_PERMITTED && !warned) {
      warned = true;
      LOG.warn("The peerHandler is not called: " + reason.getMessage());
    }
  }

  /** Tell nothing more, not even what waits. */
  void close() {
    handler = null;
    waiting.clear();
  }
}
