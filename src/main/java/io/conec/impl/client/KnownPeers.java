package io.conec.impl.client;

import io.conec.ConecError;
import io.conec.PeerEvent;
import io.conec.PeerEventType;
import io.conec.impl.util.LimitedWarnings;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The peers that this client knows to be connected. A new list is compared with them when it is complete. Confined to
 * the event loop.
 */
final class KnownPeers {

  private static final LimitedWarnings WARNINGS = LimitedWarnings.ofPeers(KnownPeers.class);

  private final int max;
  private final Consumer<PeerEvent> listener;
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> listed = new HashSet<>();
  private boolean listing;

  /**
   * @param max      the most peers
   * @param listener notified of peers that joined or left
   */
  KnownPeers(int max, Consumer<PeerEvent> listener) {
    this.max = max;
    this.listener = listener;
  }

  Collection<String> ids() {
    return Collections.unmodifiableCollection(known);
  }

  static PeerEvent joined(String id) {
    return new PeerEvent(id, PeerEventType.JOINED, null);
  }

  /** A list begins: peers that are not in it are not connected. */
  void beginList() {
    listing = true;
    listed.clear();
  }

  void join(String id) {
    boolean isNew = !known.contains(id);
    if (isNew && known.size() >= max) {
      WARNINGS.warn("There are more than " + max + " peers (maxPeers), and this client does not know the others: raise "
        + "it, or watch fewer of them (peerFilter)");
      return;
    }
    if (listing) {
      listed.add(id);
    }
    if (isNew) {
      known.add(id);
      listener.accept(joined(id));
    }
  }

  void leave(String id, ConecError reason) {
    listed.remove(id);
    if (known.remove(id)) {
      listener.accept(new PeerEvent(id, PeerEventType.LEFT, reason));
    }
  }

  /** The list is complete: the peers that are not in it have left, at an unknown time and for an unknown reason. */
  void endList() {
    List.copyOf(known).stream().filter(id -> !listed.contains(id)).forEach(id -> leave(id, ConecError.PEER_UNKNOWN));
    abortList();
  }

  /** The list will not be completed. */
  void abortList() {
    listing = false;
    listed.clear();
  }

  /** Forget the peers: nobody watches them any more. */
  void forget() {
    abortList();
    known.clear();
  }
}
