package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.PeerEvent;
import io.conec.impl.identity.PeerId;
import io.conec.impl.wire.FailureCode;
import io.conec.impl.wire.PresenceControl.Peers;
import io.conec.impl.wire.PresenceControl.Watch;
import io.conec.impl.wire.PresenceControl.Watching;
import io.conec.impl.wire.PresenceControl;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Watches at the Coordinator which peers are connected, as long as there are local listeners, and notifies these.
 * Confined to the event loop.
 */
final class PeerWatch {

  /** The progress of the last watch request. */
  private enum State {
    /** There is no listener or no connection. */
    IDLE,
    /** Nothing has arrived yet. */
    REQUESTED,
    /** A part of the list has arrived. */
    LISTING,
    /** The list is complete, and changes follow. */
    COMPLETE,
    /** The Coordinator has refused. */
    REFUSED
  }

  private final ClientOptions options;
  private final List<FilteredPeerListener> listeners = new ArrayList<>();
  private final KnownPeers known;
  /** The expressions of the last request. */
  private final Set<String> watched = new HashSet<>();
  private FilteredPeerListener userListener;
  private CoordinatorConnection coordinator;
  private EventLoop eventLoop;
  private State state = State.IDLE;
  private boolean watchSoon;
  private ConecException refusal;
  private long watchNumber;

  PeerWatch(ClientOptions options) {
    this.options = options;
    this.known = new KnownPeers(options.getMaxPeers(), this::notifyListeners);
  }

  void start(CoordinatorConnection coordinator, EventLoop eventLoop) {
    this.coordinator = coordinator;
    this.eventLoop = eventLoop;
  }

  /** Set the peer handler of the user, {@code null} for none. */
  void handler(ContextInternal context, Handler<PeerEvent> handler) {
    if (userListener != null) {
      remove(userListener);
      ((PeerEventQueue) userListener.listener()).close();
    }
    userListener = handler == null ? null
      : filtered(new PeerEventQueue(context, context, new PeerHandlerAdapter(handler)));
    if (userListener != null) {
      add(userListener);
    }
  }

  private FilteredPeerListener filtered(PeerListener listener) {
    String filter = options.getPeerFilter();
    return new FilteredPeerListener("peerFilter", Pattern.compile(filter == null ? ".*" : filter), listener);
  }

  /**
   * @return the peers that are connected now
   */
  Future<List<String>> list() {
    if (refusal != null || !coordinator.isRegistered()) {
      return Future.failedFuture(refusal != null ? refusal : coordinator.notConnected());
    }
    PeerQuery query = new PeerQuery();
    FilteredPeerListener listener = filtered(query);
    ScheduledFuture<?> timer = eventLoop.schedule(() -> query.failed(new ConecException(ConecError.TIMEOUT,
      "the Coordinator has not listed the peers within " + options.getOpenTimeout().toMillis() + " ms (openTimeout)",
        null,
        "openTimeout")),
      options.getOpenTimeout().toMillis(), TimeUnit.MILLISECONDS);
    add(listener);
    return query.answer().onComplete(done -> {
      timer.cancel(false);
      remove(listener);
    });
  }

  /** Add a listener. It is notified of the peers that are known already. */
  void add(FilteredPeerListener listener) {
    listeners.add(listener);
    List<String> ids = List.copyOf(known.ids());
    ids.forEach(id -> listener.event(KnownPeers.joined(id)));
    if (!watched.contains(listener.regex())) {
      watchSoon();
    } else if (state == State.COMPLETE) {
      listener.complete(ids);
    }
  }

  void remove(FilteredPeerListener listener) {
    listeners.remove(listener);
    if (watched.contains(listener.regex())) {
      watchSoon();
    }
  }

  /** Send one request for several changes: the Coordinator limits how often it sends a list. */
  private void watchSoon() {
    if (!watchSoon && coordinator != null && coordinator.isRegistered()) {
      watchSoon = true;
      eventLoop.execute(() -> {
        watchSoon = false;
        if (coordinator.isRegistered() && !wanted().equals(watched)) {
          watch();
        }
      });
    }
  }

  private Set<String> wanted() {
    return listeners.stream().map(FilteredPeerListener::regex).collect(Collectors.toSet());
  }

  /** The client is registered. */
  void registered() {
    if (!listeners.isEmpty()) {
      watch();
    }
  }

  private void watch() {
    watched.clear();
    watched.addAll(wanted());
    known.abortList();
    state = State.REQUESTED;
    if (watched.isEmpty()) {
      state = State.IDLE;
      known.forget();
    }
    List<String> prefixes = prefixes();
    long[] request = new long[1];
    coordinator.request(Watching.class, number -> {
      request[0] = number;
      watchNumber = number;
      return new Watch(number, prefixes);
    }, "the watch of peers").onFailure(failure -> {
      if (request[0] == watchNumber && state == State.REQUESTED) {
        refused((ConecException) failure);
      }
    });
  }

  private List<String> prefixes() {
    Set<String> prefixes = watched.stream().flatMap(regex -> LiteralPrefixes.of(regex).stream())
      .map(prefix -> prefix.substring(0, Math.min(prefix.length(), PeerId.MAX_LENGTH)))
      .collect(Collectors.toSet());
    return prefixes.contains("") || prefixes.size() > PresenceControl.MAX_PREFIXES
      ? List.of("") : List.copyOf(prefixes);
  }

  private void refused(ConecException reason) {
    stop(State.REFUSED);
    if (reason.error() == ConecError.PEERS_NOT_PERMITTED) {
      known.beginList();
      known.endList();
    }
    each(listener -> listener.failed(reason));
  }

  /** The client closes. */
  void close(ConecException reason) {
    refusal = reason;
    lost(reason);
  }

  /** The connection to the Coordinator is lost. */
  void lost(ConecException reason) {
    stop(State.IDLE);
    each(listener -> listener.failed(reason));
  }

  private void stop(State end) {
    state = end;
    watched.clear();
    known.abortList();
  }

  void peers(Peers peers) {
    if (peers.watch() != watchNumber || state == State.IDLE || state == State.REFUSED) {
      return;
    }
    if (state == State.REQUESTED && !peers.restart() || !areValid(peers.left()) || !areValid(peers.joined())) {
      coordinator.onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION,
        "the Coordinator reported peers with invalid ids"));
      return;
    }
    if (peers.restart()) {
      state = State.LISTING;
      known.beginList();
    }
    for (int i = 0; i < peers.left().size(); i++) {
      known.leave(peers.left().get(i), reason(peers.reasons().get(i)));
    }
    peers.joined().stream().filter(this::isWanted).forEach(known::join);
    if (peers.complete() && state == State.LISTING) {
      state = State.COMPLETE;
      known.endList();
      each(listener -> listener.complete(List.copyOf(known.ids())));
    }
  }

  private static ConecError reason(int code) {
    return code == ConecError.NONE.code() ? null : FailureCode.error(code);
  }

  private static boolean areValid(List<String> ids) {
    return ids.stream().allMatch(PeerId::isValid);
  }

  private boolean isWanted(String id) {
    return !id.equals(options.getId()) && listeners.stream().anyMatch(listener -> listener.matches(id));
  }

  private void notifyListeners(PeerEvent event) {
    each(listener -> listener.event(event));
  }

  /** A copy, because a listener may be removed or added during the call. */
  private void each(Consumer<FilteredPeerListener> action) {
    List.copyOf(listeners).forEach(action);
  }
}
