package io.conec.impl.channel;

import io.conec.ConecException;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The streams of a channel. Control messages name them by their QUIC ids, which never come again; the ids that each
 * side gives to the streams it opens can be used again when both sides are done with the stream.
 */
final class StreamTable {

  private final Map<Long, LiveStream> live = new HashMap<>();
  private final Set<Long> outgoingIds = new HashSet<>();
  private final Set<Long> incomingIds = new HashSet<>();
  /** What waits for the peer to see that a stream was given up, by QUIC id. */
  private final Map<Long, Runnable> givenUp = new HashMap<>();
  /** Streams that the peer has given up before they arrived here. */
  private final Set<Long> givenUpEarly = new HashSet<>();
  private final int maxStreams;
  private int incoming;
  private long lastArrived = -1;
  private long nextId;

  /**
   * @param maxStreams how many streams the peer may have open
   */
  StreamTable(int maxStreams) {
    this.maxStreams = maxStreams;
  }

  /**
   * A stream that the peer opens has arrived.
   *
   * @return {@code false} when the peer has given it up already: the control stream had overtaken it
   */
  boolean arrived(long quicId) {
    lastArrived = Math.max(lastArrived, quicId);
    return !givenUpEarly.remove(quicId);
  }

  /**
   * @return an id that no stream of this side has
   */
  long freeId() {
    while (isTaken(nextId)) {
      nextId++;
    }
    return nextId++;
  }

  /**
   * @return whether a stream that this side opened has this id
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
   * This side has given up a stream.
   *
   * @param seen called when the peer knows, or will never know
   */
  void giveUp(long quicId, Runnable seen) {
    givenUp.put(quicId, seen);
  }

  /**
   * @return {@code false} when another stream that the peer opened has this id
   */
  boolean takeIncoming(long id) {
    return incomingIds.add(id);
  }

  /** @return whether the peer has opened as many streams as it may */
  boolean isFull() {
    return incomingIds.size() >= maxStreams;
  }

  void releaseIncoming(long id) {
    incomingIds.remove(id);
  }

  /**
   * @return whether the peer may open one more: QUIC counts only those that it has not closed, but a stream stays here
   * until the peer says that it has taken everything. That may be late, so there is room for as many again.
   */
  boolean hasRoom() {
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
    Runnable seen = givenUp.remove(quicId);
    if (seen != null) {
      seen.run();
    }
  }

  void resetByPeer(long quicId, ConecException reason) {
    LiveStream stream = live.get(quicId);
    if (stream != null) {
      stream.resetByPeer(reason);
    } else if (quicId > lastArrived && givenUpEarly.size() < maxStreams) {
      givenUpEarly.add(quicId);
    }
  }

  boolean isEmpty() {
    return live.isEmpty();
  }

  void closeAll(ConecException reason) {
    List.copyOf(live.values()).forEach(stream -> stream.finish(reason));
    givenUp.values().forEach(Runnable::run);
    givenUp.clear();
  }
}
