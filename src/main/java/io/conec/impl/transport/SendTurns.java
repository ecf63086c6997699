package io.conec.impl.transport;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The streams of a connection that have something to send take turns, so that none waits for all that another one has,
 * and the event loop reads and serves other connections between them. Everything happens on the event loop.
 */
final class SendTurns {

  /** Bytes of one stream before the next one has its turn. */
  private static final int SLICE = 64 * 1024;

  /** Bytes of the connection before the event loop does something else. */
  private static final int ROUND = 128 * 1024;

  /** So a round takes 2 ms, and the slice that it ends with, however many streams have little to send. */
  private static final long NANOS_PER_BYTE = 2_000_000 / ROUND;

  /** How soon a connection looks again whether bulk data may be sent: a tenth of what a short queue takes. */
  private static final long LIMITED_NANOS = Duration.ofMillis(1).toNanos();

  private enum State {
    IDLE,
    /** The next round is about to begin. */
    SOON,
    /** There is nothing but bulk data, and it waits for the {@link BulkLimit}. */
    LIMITED,
    STOPPED
  }

  /** @param room how many bytes QUIC would take of the stream now */
  private record Turn(QuicStream.Sender sender, LongSupplier room) {
  }

  private final Channel connection;
  private final BulkLimit limit;
  private final LongSupplier nanoTime;
  /** Had nothing to send before: requests, answers, pings. They go first, but do not take a whole round. */
  private final Deque<Turn> fresh = new ArrayDeque<>();
  /** Had more to send than a slice. */
  private final Deque<Turn> busy = new ArrayDeque<>();
  private State state = State.IDLE;
  private Future<?> nextRound;

  SendTurns(Channel connection, BulkLimit limit, LongSupplier nanoTime) {
    this.connection = connection;
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  /**
   * @param sender has something to send, and does not wait yet
   * @param room   how many bytes QUIC would take of the stream now
   * @param again  it has just had a turn, which was too short
   */
  void add(QuicStream.Sender sender, LongSupplier room, boolean again) {
    if (state == State.STOPPED) {
      return;
    }
    (again ? busy : fresh).add(new Turn(sender, room));
    if (state == State.LIMITED && !again) {
      nextRound.cancel(false);
      state = State.IDLE;
    }
    if (state == State.IDLE) {
      state = State.SOON;
      // With what else is written in this turn of the event loop: QUIC keeps each write as a piece of its own until it
      // is acknowledged, walks them all when a packet is lost, and sends a packet for each while there is room.
      connection.eventLoop().execute(this::round);
    }
  }

  boolean isStopped() {
    return state == State.STOPPED;
  }

  /** Nothing more is sent. */
  void stop() {
    state = State.STOPPED;
    fresh.clear();
    busy.clear();
  }

  private void round() {
    if (state == State.STOPPED) {
      return;
    }
    state = State.SOON;
    boolean limited = false;
    try {
      limited = sendSlices();
    } finally {
      if (state != State.STOPPED) {
        state = fresh.isEmpty() && busy.isEmpty() ? State.IDLE
          : limited && fresh.isEmpty() ? State.LIMITED
          : State.SOON;
      }
      if (state == State.SOON || state == State.LIMITED) {
        // A timer and not a task: the event loop runs all tasks before it reads again.
        long delay = state == State.LIMITED ? LIMITED_NANOS : 0;
        nextRound = connection.eventLoop().schedule(this::round, delay, TimeUnit.NANOSECONDS);
      }
    }
  }

  /**
   * @return whether bulk data has to wait
   */
  private boolean sendSlices() {
    long left = ROUND;
    while (left > ROUND / 2 && !fresh.isEmpty()) {
      left -= send(fresh.poll());
    }
    while (left > 0 && !busy.isEmpty()) {
      if (limit.isReached(busy.peek().room.getAsLong())) {
        return true;
      }
      left -= send(busy.poll());
    }
    return false;
  }

  /**
   * @return how many bytes were sent, or would have been in the time that it took
   */
  private long send(Turn turn) {
    long start = nanoTime.getAsLong();
    int sent = turn.sender.send(SLICE);
    return Math.max(sent, (nanoTime.getAsLong() - start) / NANOS_PER_BYTE);
  }
}
