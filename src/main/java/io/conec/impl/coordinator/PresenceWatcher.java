package io.conec.impl.coordinator;

import io.conec.impl.coordinator.PeerChanges.Peer;
import io.conec.impl.wire.PresenceControl.Peers;
import io.conec.impl.wire.PresenceControl.Watch;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;

/**
 * A client that watches which clients are connected, and the version that it knows. Confined to the event loop.
 */
final class PresenceWatcher {

  /** How much of the list the client has. */
  private enum Phase {
    /** Nothing that is still valid. */
    BEGINNING,
    /** A part of the list. */
    LISTING,
    /** All. */
    FOLLOWING
  }

  /**
   * The most bytes of ids in a message: room for more than a thousand, and the next ping does not wait long behind it.
   */
  private static final int MAX_MESSAGE_LENGTH = 32 * 1024;

  /** Bytes in addition to an id: quotes, a comma, and the reason with its comma. */
  private static final int OVERHEAD = 7;

  /** The most clients examined for one message: takes less than a millisecond. */
  private static final int MAX_EXAMINED = 10_000;

  private final String id;
  private final long watch;
  private final List<String> prefixes;
  private final BitSet viewerRules;
  private Phase phase = Phase.BEGINNING;
  private long listNotBefore;
  /** The version when the list began. */
  private long listed;
  /** The client knows all changes up to this version. */
  private long version;

  /**
   * @param id            the id of the client, which does not see itself
   * @param viewerRules   the rules that let the client see others
   * @param listNotBefore when it may get the list, in nanoseconds
   */
  PresenceWatcher(String id, Watch watch, BitSet viewerRules, long listNotBefore) {
    this.id = id;
    this.watch = watch.request();
    this.prefixes = List.copyOf(watch.prefixes());
    this.viewerRules = viewerRules;
    this.listNotBefore = listNotBefore;
  }

  /**
   * @return when it may get the whole list again, in nanoseconds
   */
  long listNotBefore() {
    return listNotBefore;
  }

  /**
   * @return whether it has everything that it asked for
   */
  boolean isUpToDate(PeerChanges changes) {
    return prefixes.isEmpty() || phase == Phase.FOLLOWING && version == changes.version();
  }

  /**
   * @return whether there is more to tell immediately, because it did not fit into the last message
   */
  boolean isUnfinished(PeerChanges changes) {
    return phase != Phase.BEGINNING && !isUpToDate(changes);
  }

  /**
   * What to tell next.
   *
   * @param now          in nanoseconds
   * @param listInterval between two whole lists, in nanoseconds
   * @return {@code null} when there is nothing to tell, or not now
   */
  Peers next(PeerChanges changes, long now, long listInterval) {
    if (changes.isForgotten(Math.max(listed, version))) {
      phase = Phase.BEGINNING;
    }
    boolean restart = phase == Phase.BEGINNING;
    if (restart) {
      if (now - listNotBefore < 0) {
        return null;
      }
      listNotBefore = now + listInterval;
      listed = changes.version();
      version = 0;
      phase = Phase.LISTING;
    }
    return message(changes, restart);
  }

  private Peers message(PeerChanges changes, boolean restart) {
    Peers message = new Peers(watch, restart, false, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Iterator<Peer> rest = changes.since(version).iterator();
    int length = 0;
    for (int examined = 0; examined < MAX_EXAMINED && length < MAX_MESSAGE_LENGTH && rest.hasNext(); examined++) {
      Peer peer = rest.next();
      if (isVisible(peer)) {
        length += add(message, peer);
      }
      version = peer.version();
    }
    boolean completes = false;
    if (!rest.hasNext()) {
      // The last change may concern a client that is forgotten.
      version = changes.version();
      completes = phase == Phase.LISTING;
      phase = Phase.FOLLOWING;
    }
    if (!restart && !completes && message.left().isEmpty() && message.joined().isEmpty()) {
      return null;
    }
    return new Peers(watch, restart, phase == Phase.FOLLOWING, message.left(), message.reasons(), message.joined());
  }

  /**
   * @return how much longer the message is
   */
  private int add(Peers message, Peer peer) {
    int length = 0;
    if (peer.hasDisconnectedSince(version)) {
      message.left().add(peer.id());
      message.reasons().add(peer.reason().code());
      length += peer.id().length() + OVERHEAD;
    }
    if (peer.isPresent()) {
      message.joined().add(peer.id());
      length += peer.id().length() + OVERHEAD;
    }
    return length;
  }

  private boolean isVisible(Peer peer) {
    return viewerRules.intersects(peer.visibleRules()) && !peer.id().equals(id) && isWatched(peer.id());
  }

  private boolean isWatched(String other) {
    for (String prefix : prefixes) {
      if (other.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
