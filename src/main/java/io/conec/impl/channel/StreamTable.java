package io.conec.impl.channel;

import io.conec.ConecException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The open streams of a channel. Each side gives ids to the streams that it opens.
 */
final class StreamTable {

  private final Map<Long, StreamImpl> outgoing = new HashMap<>();
  private final Map<Long, StreamImpl> incoming = new HashMap<>();
  /** Ids taken by streams that the peer has not accepted yet. */
  private final Map<Long, StreamOpener> opening = new HashMap<>();
  private long nextId;

  /**
   * @return an id that no open stream of this side has
   */
  long freeId() {
    while (isTaken(nextId)) {
      nextId++;
    }
    return nextId++;
  }

  /**
   * @return whether an open stream of this side has this id
   */
  boolean isTaken(long id) {
    return outgoing.containsKey(id) || opening.containsKey(id);
  }

  void addOpening(long id, StreamOpener opener) {
    opening.put(id, opener);
  }

  /**
   * @return the attempt of this side to open a stream with this id, {@code null} when there is none
   */
  StreamOpener opening(long id) {
    return opening.get(id);
  }

  void removeOpening(long id) {
    opening.remove(id);
  }

  void add(StreamImpl stream) {
    side(stream.isIncoming()).put(stream.id(), stream);
  }

  void remove(StreamImpl stream) {
    side(stream.isIncoming()).remove(stream.id(), stream);
  }

  /**
   * @param isIncoming whether the peer opened the stream
   */
  StreamImpl get(long id, boolean isIncoming) {
    return side(isIncoming).get(id);
  }

  boolean isEmpty() {
    return outgoing.isEmpty() && incoming.isEmpty() && opening.isEmpty();
  }

  void closeAll(ConecException reason) {
    List.copyOf(opening.values()).forEach(opener -> opener.fail(reason));
    Stream.of(outgoing, incoming).flatMap(streams -> List.copyOf(streams.values()).stream())
      .forEach(stream -> stream.finish(reason));
  }

  private Map<Long, StreamImpl> side(boolean isIncoming) {
    return isIncoming ? incoming : outgoing;
  }
}
