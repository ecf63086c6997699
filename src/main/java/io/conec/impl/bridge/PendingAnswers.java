package io.conec.impl.bridge;

import io.conec.impl.wire.BusFrame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The messages of a stream that wait for an answer of the peer, by id.
 */
final class PendingAnswers {

  private record Pending(AnswerHandler handler, long deadline) {
  }

  private final Counters counters;
  /** In the order of the ids, so that messages fail in this order. */
  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  /** No deadline is earlier than this one. */
  private long earliest;
  private long lastId = BusFrame.NO_ID;

  PendingAnswers(Counters counters) {
    this.counters = counters;
  }

  int size() {
    return pending.size();
  }

  /**
   * @param deadline by {@link System#nanoTime()}
   * @return the id of the answer
   */
  long add(AnswerHandler handler, long deadline) {
    long id = ++lastId;
    if (pending.isEmpty() || deadline - earliest < 0) {
      earliest = deadline;
    }
    pending.put(id, new Pending(handler, deadline));
    counters.inFlight.incrementAndGet();
    return id;
  }

  /** @return the handler, {@code null} when it no longer waits */
  AnswerHandler remove(long id) {
    Pending removed = pending.remove(id);
    if (removed == null) {
      return null;
    }
    counters.inFlight.decrementAndGet();
    return removed.handler();
  }

  void fail(long id, Throwable reason) {
    AnswerHandler handler = remove(id);
    if (handler != null) {
      handler.failed(reason);
    }
  }

  void failAll(Throwable reason) {
    List.copyOf(pending.keySet()).forEach(id -> fail(id, reason));
  }

  /** Cheap while nothing has expired. */
  void expire(long now, Supplier<Throwable> reason) {
    if (pending.isEmpty() || earliest - now > 0) {
      return;
    }
    List<Long> expired = new ArrayList<>();
    earliest = Long.MAX_VALUE + now;
    pending.forEach((id, waiting) -> {
      if (waiting.deadline() - now <= 0) {
        expired.add(id);
      } else if (waiting.deadline() - earliest < 0) {
        earliest = waiting.deadline();
      }
    });
    expired.forEach(id -> fail(id, reason.get()));
  }
}
