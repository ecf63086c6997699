package io.conec.impl.transport;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The streams of a connection take turns to send. So no stream waits for all the data of another one, and the event
 * loop reads and serves other connections between the turns. Confined to the event loop.
 */
final class SendTurns {

  /** The most bytes of a stream before the next one has its turn. */
  private static final int SLICE = 64 * 1024;

  /** The most bytes of the connection before the event loop does other work. */
  private static final int ROUND = 128 * 1024;

  /** Time counts as bytes, so a round takes 2 ms and its last slice, however many streams have little to send. */
  private static final long NANOS_PER_BYTE = 2_000_000 / ROUND;

  /** How soon a connection checks again whether bulk data may be sent: a tenth of the delay of a short queue. */
  private static final long LIMITED_NANOS = Duration.ofMillis(1).toNanos();

  private enum State {
    IDLE,
    /** The next round is scheduled. */
    SOON,
    /** Only bulk data is left, and it waits for the {@link BulkLimit}. */
    LIMITED,
    STOPPED
  }

  /** @param room how many bytes QUIC would accept on the stream now */
  private record Turn(QuicStream.Sender sender, LongSupplier room) {
  }

  private final Channel connection;
  private final BulkLimit limit;
  private final LongSupplier nanoTime;
  /** Senders that had nothing to send before: requests, answers, pings. They go first, but do not get a whole round. */
  private final Deque<Turn> fresh = new ArrayDeque<>();
  /** Senders that had more to send than a slice. */
  private final Deque<Turn> busy = new ArrayDeque<>();
  private State state = State.IDLE;
  private Future<?> nextRound;

  SendTurns(Channel connection, BulkLimit limit, LongSupplier nanoTime) {
    this.connection = connection;
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  /**
   * @param sender has data to send, and does not wait yet
   * @param room   how many bytes QUIC would accept on the stream now
   * @param again  whether it has just had a turn that was too short
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
      // Send together with everything else that is written in this turn of the event loop. QUIC keeps each write as a
      // separate piece until it is acknowledged, walks all pieces when a packet is lost, and sends a packet for each
      // while there is room.
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
   * @return how many bytes were sent, or count for the time that it took
   */
  private long send(Turn turn) {
    long start = nanoTime.getAsLong();
    int sent = turn.sender.send(SLICE);
    return Math.max(sent, (nanoTime.getAsLong() - start) / NANOS_PER_BYTE);
  }
}
