package io.conec.impl.coordinator;

import io.conec.ConecError;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The clients that are connected, and those that were, each once, in the order of their last changes. A watcher that
 * knows everything up to a version needs only the changes after it, however often a client came and went. Confined to
 * the event loop.
 */
final class PeerChanges {

  /** A client that is or was connected. */
  static final class Peer {

    private final String id;
    private final BitSet viewerRules;
    private final BitSet visibleRules;
    private final long firstVersion;
    private long version;
    private long disconnectedVersion;
    private ConecError reason;
    private boolean present;

    private Peer(String id, PeerVisibility visibility, long firstVersion) {
      this.id = id;
      this.viewerRules = visibility.viewerRules(id);
      this.visibleRules = visibility.visibleRules(id);
      this.firstVersion = firstVersion;
    }

    String id() {
      return id;
    }

    /**
     * @return the rules that let it see others
     */
    BitSet viewerRules() {
      return viewerRules;
    }

    /**
     * @return the rules that let it be seen
     */
    BitSet visibleRules() {
      return visibleRules;
    }

    long version() {
      return version;
    }

    boolean isPresent() {
      return present;
    }

    /**
     * @return whether it was possibly connected in this version, and has left since; it may be back
     */
    boolean hasDisconnectedSince(long other) {
      return disconnectedVersion > other && firstVersion <= other;
    }

    /**
     * @return why it left the last time
     */
    ConecError reason() {
      return reason;
    }
  }

  private final PeerVisibility visibility;
  private final int maxDisconnected;
  private final Map<String, Peer> peers = new HashMap<>();
  private final TreeMap<Long, Peer> byVersion = new TreeMap<>();
  private final Set<Peer> disconnected = new LinkedHashSet<>();
  private long version;
  private long forgotten;

  /**
   * @param maxDisconnected how many clients that left are remembered
   */
  PeerChanges(PeerVisibility visibility, int maxDisconnected) {
    this.visibility = visibility;
    this.maxDisconnected = maxDisconnected;
  }

  Peer get(String id) {
    return peers.get(id);
  }

  /**
   * @return the version of the last change
   */
  long version() {
    return version;
  }

  /**
   * @return whether a client that left since this version is forgotten
   */
  boolean isForgotten(long since) {
    return since < forgotten;
  }

  /**
   * @return the clients that changed since this version, the earliest change first
   */
  Collection<Peer> since(long since) {
    return byVersion.tailMap(since, false).values();
  }

  /**
   * @return whether this is a change
   */
  boolean joined(String id) {
    Peer peer = peers.computeIfAbsent(id, added -> new Peer(added, visibility, version + 1));
    if (peer.present) {
      return false;
    }
    peer.present = true;
    disconnected.remove(peer);
    changed(peer);
    return true;
  }

  /**
   * @return whether this is a change
   */
  boolean left(String id, ConecError reason) {
    Peer peer = peers.get(id);
    if (peer == null || !peer.present) {
      return false;
    }
    peer.present = false;
    peer.reason = reason;
    changed(peer);
    peer.disconnectedVersion = version;
    disconnected.add(peer);
    if (disconnected.size() > maxDisconnected) {
      forget(disconnected.iterator());
    }
    return true;
  }

  private void changed(Peer peer) {
    byVersion.remove(peer.version);
    peer.version = ++version;
    byVersion.put(version, peer);
  }

  /** Forget the clients that left: no watcher needs to know about them. */
  void forgetDisconnected() {
    for (Iterator<Peer> all = disconnected.iterator(); all.hasNext();) {
      forget(all);
    }
  }

  private void forget(Iterator<Peer> oldest) {
    Peer peer = oldest.next();
    oldest.remove();
    forgotten = peer.version;
    byVersion.remove(peer.version);
    peers.remove(peer.id);
  }
}
