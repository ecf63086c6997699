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
 * Tells clients who is connected. What happens in a row is told at once, a client that does not read is not told, and
 * all of it takes a bounded part of the event loop's time. On the event loop.
 */
final class Presence {

  /** Between two messages about changes to a client: one that comes and goes makes no more of them. */
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  /** Between two whole lists to a client, which may be long. */
  private static final long LIST_INTERVAL = TimeUnit.SECONDS.toNanos(1);

  /** Time that is spent in one go, and the pause after it: at most a fifth of the event loop. */
  private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(8);

  /**
   * Clients that have left and are remembered, about 400 bytes each: as many as a Coordinator lets in by default, so
   * that all may leave at once. Whoever has not heard of one that is forgotten gets the whole list again.
   */
  private static final int MAX_GONE = 10_000;

  private final EventLoop eventLoop;
  private final PeerVisibility visibility;
  private final PeerChanges changes;
  private final Map<RegisteredClient, PeerWatcher> watchers = new HashMap<>();
  /** Those that are to be told in this round. */
  private final Queue<RegisteredClient> round = new ArrayDeque<>();
  /** Those for which one message was not enough: they are told more before the next round. */
  private final List<RegisteredClient> unfinished = new ArrayList<>();
  private long nextRound = System.nanoTime();
  private ScheduledFuture<?> timer;

  Presence(EventLoop eventLoop, PeerVisibility visibility) {
    this.eventLoop = eventLoop;
    this.visibility = visibility;
    this.changes = new PeerChanges(visibility, MAX_GONE);
  }

  /** The client is connected, and watches nobody on this connection yet. */
  void joined(RegisteredClient member) {
    unwatch(member);
    if (changes.joined(member.id())) {
      tellSoon();
    }
  }

  /** The client is connected no more. */
  void left(RegisteredClient member, ConecError reason) {
    unwatch(member);
    if (changes.left(member.id(), reason)) {
      if (watchers.isEmpty()) {
        changes.forgetGone();
      } else {
        tellSoon();
      }
    }
  }

  void watch(RegisteredClient member, Watch watch) {
    BitSet viewing = changes.get(member.id()).viewing();
    if (!isValid(watch.prefixes())) {
      refuse(member, watch, ConecError.PROTOCOL_VIOLATION, "a watch has at most " + PresenceControl.MAX_PREFIXES
        + " prefixes of at most " + PeerId.MAX_LENGTH + " characters");
    } else if (!visibility.isInForce(member.isIssued()) || viewing.isEmpty()) {
      refuse(member, watch, ConecError.PEERS_NOT_PERMITTED,
        "'" + member.id() + "' may not see who is connected (peerRules of the Coordinator)");
    } else {
      member.send(new Watching(watch.request()));
      // One that asks for nobody is kept: it may ask for all again.
      PeerWatcher before = watchers.get(member);
      watchers.put(member, new PeerWatcher(member.id(), watch, viewing,
        before == null ? System.nanoTime() : before.listNotBefore()));
      tellSoon();
    }
  }

  private static void refuse(RegisteredClient member, Watch watch, ConecError error, String message) {
    member.send(new Failure(watch.request(), error.code(), message));
  }

  private static boolean isValid(List<String> prefixes) {
    return prefixes.size() <= PresenceControl.MAX_PREFIXES
      && prefixes.stream().allMatch(prefix -> prefix.length() <= PeerId.MAX_LENGTH);
  }

  private void unwatch(RegisteredClient member) {
    if (watchers.remove(member) != null && watchers.isEmpty()) {
      changes.forgetGone();
    }
  }

  /** The first change is told at once, those right after it together. */
  private void tellSoon() {
    if (timer == null && !watchers.isEmpty()) {
      schedule(nextRound - System.nanoTime());
    }
  }

  private void schedule(long nanos) {
    timer = eventLoop.schedule(this::tellAll, Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  private void tellAll() {
    timer = null;
    long start = System.nanoTime();
    if (round.isEmpty()) {
      fillRound(start);
    }
    while (!round.isEmpty()) {
      long now = System.nanoTime();
      if (now - start > SLICE) {
        schedule(PAUSE);
        return;
      }
      tell(round.remove(), now);
    }
    if (!unfinished.isEmpty()) {
      schedule(PAUSE);
    } else if (watchers.values().stream().anyMatch(watcher -> !watcher.isUpToDate(changes))) {
      schedule(nextRound - System.nanoTime());
    }
  }

  private void fillRound(long now) {
    if (now - nextRound >= 0) {
      nextRound = now + INTERVAL;
      watchers.forEach((member, watcher) -> {
        if (!watcher.isUpToDate(changes)) {
          round.add(member);
        }
      });
    } else {
      round.addAll(unfinished);
    }
    unfinished.clear();
  }

  private void tell(RegisteredClient member, long now) {
    PeerWatcher watcher = watchers.get(member);
    if (watcher == null || !member.session().hasSentAll()) {
      return;
    }
    Peers message = watcher.next(changes, now, LIST_INTERVAL);
    if (message != null) {
      member.send(message);
    }
    if (watcher.isUnfinished(changes)) {
      unfinished.add(member);
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
