package io.conec.impl.client;

import io.conec.ClientOptions;
import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.PeerEvent;
import io.conec.impl.identity.PeerId;
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
 * Asks the Coordinator who is connected while somebody here wants to know, and tells what changes. On the event loop.
 */
final class PeerWatch {

  /** What there is of the answer to the last question. */
  private enum State {
    /** Nobody wants to know, or there is no connection. */
    IDLE,
    /** Nothing yet. */
    ASKED,
    /** A part of the list. */
    LISTING,
    /** All of it, and changes follow. */
    COMPLETE,
    /** The Coordinator does not say. */
    REFUSED
  }

  private final ClientOptions options;
  private final List<PeerInterest> interests = new ArrayList<>();
  private final KnownPeers known;
  /** The expressions that the last question was about. */
  private final Set<String> asked = new HashSet<>();
  private PeerInterest handled;
  private CoordinatorConnection link;
  private EventLoop eventLoop;
  private State state = State.IDLE;
  private boolean askSoon;
  private ConecException refusal;
  private long watch;

  PeerWatch(ClientOptions options) {
    this.options = options;
    this.known = new KnownPeers(options.getMaxPeers(), this::tell);
  }

  void start(CoordinatorConnection link, EventLoop eventLoop) {
    this.link = link;
    this.eventLoop = eventLoop;
  }

  /** Tell a handler of the user from now on, and no other; {@code null} for none. */
  void handler(ContextInternal context, Handler<PeerEvent> handler) {
    if (handled != null) {
      remove(handled);
      ((PeerNotifier) handled.listener()).close();
    }
    handled = handler == null ? null : interest(new PeerNotifier(context, context, new PeerHandler(handler)));
    if (handled != null) {
      add(handled);
    }
  }

  private PeerInterest interest(PeerInterest.Listener listener) {
    String filter = options.getPeerFilter();
    return new PeerInterest("peerFilter", Pattern.compile(filter == null ? ".*" : filter), listener);
  }

  /**
   * @return who is there now
   */
  Future<List<String>> list() {
    if (refusal != null || !link.isRegistered()) {
      return Future.failedFuture(refusal != null ? refusal : link.notConnected());
    }
    PeerQuery query = new PeerQuery();
    PeerInterest interest = interest(query);
    ScheduledFuture<?> timer = eventLoop.schedule(() -> query.failed(new ConecException(ConecError.TIMEOUT,
      "the Coordinator has not listed the peers within " + options.getOpenTimeout().toMillis() + " ms (openTimeout)",
        null,
        "openTimeout")),
      options.getOpenTimeout().toMillis(), TimeUnit.MILLISECONDS);
    add(interest);
    return query.answer().onComplete(done -> {
      timer.cancel(false);
      remove(interest);
    });
  }

  /** Tell of these peers, beginning with those who are known already. */
  void add(PeerInterest interest) {
    interests.add(interest);
    List<String> ids = known.ids().stream().filter(interest::matches).toList();
    ids.forEach(id -> interest.listener().event(KnownPeers.joined(id)));
    if (!asked.contains(interest.regex())) {
      askSoon();
    } else if (state == State.COMPLETE) {
      interest.listener().complete(ids);
    }
  }

  void remove(PeerInterest interest) {
    interests.remove(interest);
    if (asked.contains(interest.regex())) {
      askSoon();
    }
  }

  /** Once for all that changes in a row: the Coordinator does not send one list after another. */
  private void askSoon() {
    if (!askSoon && link != null && link.isRegistered()) {
      askSoon = true;
      eventLoop.execute(() -> {
        askSoon = false;
        if (link.isRegistered() && !wanted().equals(asked)) {
          ask();
        }
      });
    }
  }

  private Set<String> wanted() {
    return interests.stream().map(PeerInterest::regex).collect(Collectors.toSet());
  }

  /** The client is registered. */
  void registered() {
    if (!interests.isEmpty()) {
      ask();
    }
  }

  private void ask() {
    asked.clear();
    asked.addAll(wanted());
    known.abortList();
    state = State.ASKED;
    if (asked.isEmpty()) {
      state = State.IDLE;
      known.forget();
    }
    List<String> prefixes = prefixes();
    long[] number = new long[1];
    link.request(Watching.class, request -> {
      number[0] = request;
      watch = request;
      return new Watch(request, prefixes);
    }, "the question who is connected").onFailure(failure -> {
      if (number[0] == watch && state == State.ASKED) {
        refused((ConecException) failure);
      }
    });
  }

  private List<String> prefixes() {
    Set<String> prefixes = asked.stream().flatMap(regex -> LiteralPrefixes.of(regex).stream())
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
    each(interest -> interest.listener().failed(reason));
  }

  /** The client is over. */
  void close(ConecException reason) {
    refusal = reason;
    lost(reason);
  }

  /** The connection to the Coordinator is lost. */
  void lost(ConecException reason) {
    stop(State.IDLE);
    each(interest -> interest.listener().failed(reason));
  }

  private void stop(State end) {
    state = end;
    asked.clear();
    known.abortList();
  }

  void peers(Peers peers) {
    if (peers.watch() != watch || state == State.IDLE || state == State.REFUSED) {
      return;
    }
    if (state == State.ASKED && !peers.restart() || !areValid(peers.left()) || !areValid(peers.joined())) {
      link.onControlFailure(new ConecException(ConecError.PROTOCOL_VIOLATION,
        "the Coordinator tells of peers that there cannot be"));
      return;
    }
    if (peers.restart()) {
      state = State.LISTING;
      known.beginList();
    }
    for (int i = 0; i < peers.left().size(); i++) {
      known.leave(peers.left().get(i), ConecError.of(peers.reasons().get(i)));
    }
    peers.joined().stream().filter(this::isWanted).forEach(known::join);
    if (peers.complete() && state == State.LISTING) {
      state = State.COMPLETE;
      known.endList();
      each(interest -> interest.listener().complete(known.ids().stream().filter(interest::matches).toList()));
    }
  }

  private static boolean areValid(List<String> ids) {
    return ids.stream().allMatch(PeerId::isValid);
  }

  private boolean isWanted(String id) {
    return !id.equals(options.getId()) && interests.stream().anyMatch(interest -> interest.matches(id));
  }

  private void tell(PeerEvent event) {
    each(interest -> {
      if (interest.matches(event.getId())) {
        interest.listener().event(event);
      }
    });
  }

  /** One that is told may end its interest, or begin another one. */
  private void each(Consumer<PeerInterest> action) {
    List.copyOf(interests).forEach(action);
  }
}
