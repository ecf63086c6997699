package io.conec.impl.transport;

import io.netty.channel.Channel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The streams of a connection that have something to send take turns, so that none waits for all that another one has,
 * and the event loop reads and serves other connections between them. Everything happens on the event loop.
 */
final class SendTurns {

  /** Bytes of one stream before the next one has its turn. */
  private static final int SLICE = 64 * 1024;

  /** Bytes of the connection before the event loop does something else: about a millisecond. */
  private static final int ROUND = 128 * 1024;

  private final Channel connection;
  /** Had nothing to send before: requests, answers, pings. They go first, but do not take a whole round. */
  private final Deque<QuicStream.Sender> fresh = new ArrayDeque<>();
  /** Had more to send than a slice. */
  private final Deque<QuicStream.Sender> busy = new ArrayDeque<>();
  private boolean scheduled;

  SendTurns(Channel connection) {
    this.connection = connection;
  }

  /**
   * @param sender has something to send, and does not wait yet
   * @param again  it has just had a turn, which was too short
   */
  void add(QuicStream.Sender sender, boolean again) {
    (again ? busy : fresh).add(sender);
    if (!scheduled) {
      scheduled = true;
      // With what else is written in this turn of the event loop: QUIC keeps each write as a piece of its own until it
      // is acknowledged, walks them all when a packet is lost, and sends a packet for each while there is room.
      connection.eventLoop().execute(this::round);
    }
  }

  private void round() {
    try {
      int left = ROUND;
      while (left > ROUND / 2 && !fresh.isEmpty()) {
        left -= fresh.poll().send(SLICE);
      }
      while (left > 0 && !busy.isEmpty()) {
        left -= busy.poll().send(SLICE);
      }
    } finally {
      scheduled = !fresh.isEmpty() || !busy.isEmpty();
      if (scheduled) {
        // A timer and not a task: the event loop runs all tasks before it reads again.
        connection.eventLoop().schedule(this::round, 0, TimeUnit.NANOSECONDS);
      }
    }
  }
}
