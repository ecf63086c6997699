package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.impl.identity.PeerId;
import io.conec.impl.wire.ControlMessage.Failure;
import io.conec.impl.wire.PresenceControl.Peers;
import io.conec.impl.wire.PresenceControl.Watch;
import io.conec.impl.wire.PresenceControl.Watching;
import io.conec.impl.wire.PresenceControl;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Tells clients which clients are connected. Changes in quick succession go into one message, a client that does not
 * read gets none, and the work takes a bounded part of the event loop's time. Confined to the event loop.
 */
final class Presence {

  /**
   * The least time between two messages about changes to a client: a client that comes and goes causes no more
   * messages.
   */
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** The least time between two whole lists to a client, which may be long. */
  private static final long LIST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The most time spent in one go, and the pause after it: at most a fifth of the event loop. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

  /**
   * Clients remembered after they left, about 400 bytes each: as many as a Coordinator admits by default, so that all
   * may leave together. A watcher that does not know yet that a forgotten client has left gets the whole list again.
   */
  private static final int MAX_DISCONNECTED = 10_000;

  private final EventLoop eventLoop;
  private final PeerVisibility visibility;
  private final PeerChanges changes;
  private final Map<RegisteredClient, PresenceWatcher> watchers = new HashMap<>();
  /** The watchers that get a message in this round. */
  private final Queue<RegisteredClient> round = new ArrayDeque<>();
  /** The watchers for which one message was not enough: they get another before the next round. */
  private final List<RegisteredClient> unfinished = new ArrayList<>();
  private long nextRound = System.nanoTime();
  private ScheduledFuture<?> timer;

  Presence(EventLoop eventLoop, PeerVisibility visibility) {
    this.eventLoop = eventLoop;
    this.visibility = visibility;
    this.changes = new PeerChanges(visibility, MAX_DISCONNECTED);
  }

  /** The client has connected, and does not watch yet on this connection. */
  void joined(RegisteredClient client) {
    unwatch(client);
    if (changes.joined(client.id())) {
      sendSoon();
    }
  }

  /** The client is no longer connected. */
  void left(RegisteredClient client, ConecError reason) {
    unwatch(client);
    if (changes.left(client.id(), reason)) {
      if (watchers.isEmpty()) {
        changes.forgetDisconnected();
      } else {
        sendSoon();
      }
    }
  }

  void watch(RegisteredClient client, Watch watch) {
    BitSet viewerRules = changes.get(client.id()).viewerRules();
    if (!isValid(watch.prefixes())) {
      refuse(client, watch, ConecError.PROTOCOL_VIOLATION, "a watch has at most " + PresenceControl.MAX_PREFIXES
        + " prefixes of at most " + PeerId.MAX_LENGTH + " characters");
    } else if (!visibility.isInForce(client.record().issued()) || viewerRules.isEmpty()) {
      refuse(client, watch, ConecError.PEERS_NOT_PERMITTED,
        "'" + client.id() + "' may not see who is connected (peerRules of the Coordinator)");
    } else {
      client.send(new Watching(watch.request()));
      // A watcher without prefixes is kept, with the time of its list: it may ask for all clients again.
      PresenceWatcher before = watchers.get(client);
      watchers.put(client, new PresenceWatcher(client.id(), watch, viewerRules,
        before == null ? System.nanoTime() : before.listNotBefore()));
      sendSoon();
    }
  }

  private static void refuse(RegisteredClient client, Watch watch, ConecError error, String message) {
    client.send(new Failure(watch.request(), error.code(), message));
  }

  private static boolean isValid(List<String> prefixes) {
    return prefixes.size() <= PresenceControl.MAX_PREFIXES
      && prefixes.stream().allMatch(prefix -> prefix.length() <= PeerId.MAX_LENGTH);
  }

  private void unwatch(RegisteredClient client) {
    if (watchers.remove(client) != null && watchers.isEmpty()) {
      changes.forgetDisconnected();
    }
  }

  /** The first change is sent immediately, those right after it together. */
  private void sendSoon() {
    if (timer == null && !watchers.isEmpty()) {
      schedule(nextRound - System.nanoTime());
    }
  }

  private void schedule(long nanos) {
    timer = eventLoop.schedule(this::sendAll, Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  private void sendAll() {
    timer = null;
    long start = System.nanoTime();
    if (round.isEmpty()) {
      fillRound(start);
    }
    while (!round.isEmpty()) {
      long now = System.nanoTime();
      if (now - start > SLICE_NANOS) {
        schedule(PAUSE_NANOS);
        return;
      }
      send(round.remove(), now);
    }
    if (!unfinished.isEmpty()) {
      schedule(PAUSE_NANOS);
    } else if (watchers.values().stream().anyMatch(watcher -> !watcher.isUpToDate(changes))) {
      schedule(nextRound - System.nanoTime());
    }
  }

  private void fillRound(long now) {
    if (now - nextRound >= 0) {
      nextRound = now + INTERVAL_NANOS;
      watchers.forEach((client, watcher) -> {
        if (!watcher.isUpToDate(changes)) {
          round.add(client);
        }
      });
    } else {
      round.addAll(unfinished);
    }
    unfinished.clear();
  }

  private void send(RegisteredClient client, long now) {
    PresenceWatcher watcher = watchers.get(client);
    if (watcher == null || !client.localSession().hasSentAll()) {
      return;
    }
    Peers message = watcher.next(changes, now, LIST_INTERVAL_NANOS);
    if (message != null) {
      client.send(message);
    }
    if (watcher.isUnfinished(changes)) {
      unfinished.add(client);
    }
  }

  void close() {
    watchers.clear();
    round.clear();
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
