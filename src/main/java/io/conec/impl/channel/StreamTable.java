package io.conec.impl.channel;

import io.conec.ConecException;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The streams of a channel. Control messages name them by their QUIC ids, which are never reused. The ids that each
 * side assigns to its streams can be reused when both sides have finished with the stream.
 */
final class StreamTable {

  private final Map<Long, LiveStream> live = new HashMap<>();
  private final Set<Long> outgoingIds = new HashSet<>();
  private final Set<Long> incomingIds = new HashSet<>();
  /** By QUIC id: called when the peer knows that this side has reset the stream. */
  private final Map<Long, Runnable> resetLocally = new HashMap<>();
  /** Streams that the peer has reset before they arrived here. */
  private final Set<Long> resetBeforeArrival = new HashSet<>();
  private final int maxStreams;
  private int incoming;
  private long lastArrived = -1;
  private long nextId;

  /**
   * @param maxStreams the most open streams of the peer
   */
  StreamTable(int maxStreams) {
    this.maxStreams = maxStreams;
  }

  /**
   * A stream of the peer has arrived.
   *
   * @return {@code false} when the peer has reset it already: the control stream has overtaken it
   */
  boolean arrived(long quicId) {
    lastArrived = Math.max(lastArrived, quicId);
    return !resetBeforeArrival.remove(quicId);
  }

  /**
   * @return an unused id for a stream of this side
   */
  long freeId() {
    while (isTaken(nextId)) {
      nextId++;
    }
    return nextId++;
  }

  /**
   * @return whether a stream of this side has this id
   */
  boolean isTaken(long id) {
    return outgoingIds.contains(id);
  }

  void take(long id) {
    outgoingIds.add(id);
  }

  void release(long id) {
    outgoingIds.remove(id);
  }

  /**
   * This side has reset a stream.
   *
   * @param knownToPeer called when the peer knows it, or will never know
   */
  void addLocalReset(long quicId, Runnable knownToPeer) {
    resetLocally.put(quicId, knownToPeer);
  }

  /**
   * @return {@code false} when another stream of the peer has this id
   */
  boolean takeIncoming(long id) {
    return incomingIds.add(id);
  }

  /** @return whether the peer has opened all streams that it may */
  boolean peerHasOpenedAll() {
    return incomingIds.size() >= maxStreams;
  }

  void releaseIncoming(long id) {
    incomingIds.remove(id);
  }

  /**
   * @return whether the peer may open one more. QUIC counts only streams that it has not closed, but a stream stays
   * here until the peer confirms that it has received everything. The confirmation may be late, so there is room for
   * twice as many
   */
  boolean admitsIncoming() {
    return incoming < 2L * maxStreams;
  }

  void put(long quicId, LiveStream stream) {
    live.put(quicId, stream);
    incoming += stream.isIncoming() ? 1 : 0;
  }

  void remove(long quicId) {
    LiveStream removed = live.remove(quicId);
    incoming -= removed != null && removed.isIncoming() ? 1 : 0;
  }

  void endedByPeer(long quicId) {
    LiveStream stream = live.get(quicId);
    if (stream != null) {
      stream.endedByPeer();
      return;
    }
    Runnable knownToPeer = resetLocally.remove(quicId);
    if (knownToPeer != null) {
      knownToPeer.run();
    }
  }

  void resetByPeer(long quicId, ConecException reason) {
    LiveStream stream = live.get(quicId);
    if (stream != null) {
      stream.resetByPeer(reason);
    } else if (quicId > lastArrived && resetBeforeArrival.size() < maxStreams) {
      resetBeforeArrival.add(quicId);
    }
  }

  boolean isEmpty() {
    return live.isEmpty();
  }

  void closeAll(ConecException reason) {
    List.copyOf(live.values()).forEach(stream -> stream.finish(reason));
    resetLocally.values().forEach(Runnable::run);
    resetLocally.clear();
  }
}
