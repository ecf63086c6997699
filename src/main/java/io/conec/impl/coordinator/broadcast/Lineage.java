package io.conec.impl.coordinator.broadcast;

import io.conec.impl.wire.BroadcastControl;
import io.conec.impl.wire.ChannelId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The positions of the messages of a broadcast, as one node knows them.
 * <p>
 * A home counts positions up by one. A new home jumps over all positions that the one before may have given without
 * that anybody here knows. So a position says which home has given it, and a reader that comes back from elsewhere
 * learns exactly how many messages it has missed. Without I/O; confined to the event loop.
 */
final class Lineage {

  /** No home gives so many positions that others do not know about. */
  static final long STRIDE = 1L << 32;

  /** The most strides of one jump: two nodes that jump at the same time should not land at the same position. */
  static final int MAX_STRIDES = 256;

  /** How many homes are remembered; the messages of those before count for the oldest. */
  static final int MAX_SEGMENTS = 32;

  /** How many broadcasts are remembered that were merged into this one. */
  static final int MAX_ALIASES = 16;

  /** Positions after {@code start} up to {@code end}, all from one home. */
  private record Segment(long start, long end) {

    private long after(long position) {
      return Math.max(0, end - Math.max(start, position));
    }
  }

  /** The participants of another broadcast have come over at this position. */
  private record Alias(long id, long since) {
  }

  private final long id;
  private final List<Segment> before = new ArrayList<>(0);
  private final List<Alias> aliases = new ArrayList<>(0);
  private long start;
  private long position;

  Lineage(long id) {
    this.id = id;
  }

  long id() {
    return id;
  }

  /**
   * @return the last position
   */
  long position() {
    return position;
  }

  /**
   * @return the position before the first one of the present home
   */
  long start() {
    return start;
  }

  /**
   * @return the position of one more message
   */
  long next() {
    return ++position;
  }

  /** The home has given all positions up to this one. */
  void advance(long to) {
    position = to;
  }

  static int randomStrides() {
    return ThreadLocalRandom.current().nextInt(MAX_STRIDES) + 1;
  }

  /**
   * Jump over all positions that others may have given.
   *
   * @param above   a position that somebody knows
   * @param strides 1 to {@link #MAX_STRIDES}, at random
   */
  void jump(long above, int strides) {
    if (position > start) {
      before.add(new Segment(start, position));
    }
    if (before.size() > MAX_SEGMENTS) {
      Segment oldest = before.remove(0);
      Segment next = before.get(0);
      before.set(0, new Segment(next.start - oldest.after(0), next.end));
    }
    start = (Math.max(position, above) / STRIDE + strides) * STRIDE;
    position = start;
  }

  /**
   * The participants of another broadcast come over now.
   *
   * @param other its id, this one or {@link BroadcastControl#NO_BROADCAST} for none
   */
  void merge(long other) {
    boolean known = other == id || other == BroadcastControl.NO_BROADCAST
      || aliases.stream().anyMatch(alias -> alias.id == other);
    if (!known) {
      aliases.add(new Alias(other, start));
    }
    if (aliases.size() > MAX_ALIASES) {
      aliases.remove(0);
    }
  }

  /**
   * @return how many messages came after this position
   */
  long after(long other) {
    long count = Math.max(0, position - Math.max(start, other));
    for (Segment segment : before) {
      count += segment.after(other);
    }
    return count;
  }

  /**
   * @param broadcast the broadcast in which a reader was
   * @param last      the last position that it knows there
   * @param passedOn  the last position that was passed on to readers
   * @return how many messages the reader has missed
   */
  long missed(long broadcast, long last, long passedOn) {
    boolean same = broadcast == id
      || aliases.stream().anyMatch(alias -> alias.id == broadcast && last >= alias.since);
    return Math.max(0, after(same ? last : 0) - after(passedOn));
  }

  /**
   * @return the last position up to which both have the same messages
   */
  long fork(Lineage other) {
    if (other.id != id) {
      return 0;
    }
    List<Segment> theirs = other.segments();
    List<Segment> ours = segments();
    for (int i = ours.size() - 1; i >= 0; i--) {
      Segment own = ours.get(i);
      for (Segment segment : theirs) {
        if (segment.start == own.start) {
          return Math.min(segment.end, own.end);
        }
      }
    }
    return 0;
  }

  private List<Segment> segments() {
    List<Segment> all = new ArrayList<>(before);
    all.add(new Segment(start, position));
    return all;
  }

  JsonObject toJson() {
    JsonArray homes = new JsonArray();
    before.forEach(segment -> homes.add(segment.start).add(segment.end));
    JsonArray merged = new JsonArray();
    aliases.forEach(alias -> merged.add(ChannelId.format(alias.id)).add(alias.since));
    return new JsonObject().put("id", ChannelId.format(id)).put("before", homes).put("aliases", merged)
      .put("start", start).put("position", position);
  }

  static Lineage of(JsonObject json) {
    Lineage lineage = new Lineage(ChannelId.parse(json.getString("id")));
    JsonArray homes = json.getJsonArray("before");
    for (int i = 0; i < homes.size(); i += 2) {
      lineage.before.add(new Segment(homes.getLong(i), homes.getLong(i + 1)));
    }
    JsonArray merged = json.getJsonArray("aliases");
    for (int i = 0; i < merged.size(); i += 2) {
      lineage.aliases.add(new Alias(ChannelId.parse(merged.getString(i)), merged.getLong(i + 1)));
    }
    lineage.start = json.getLong("start");
    lineage.position = json.getLong("position");
    return lineage;
  }
}
