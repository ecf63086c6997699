package io.conec.impl.transport;

import io.conec.impl.util.RateLimit;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Repeats the last datagram that QUIC sent on a connection while nothing is answered, as TCP does (RFC 8985, section
 * 7). QUIC alone repeats losses at intervals that double: after an outage of five seconds it waits for up to five more.
 * When this datagram is acknowledged, QUIC knows which earlier ones are missing. Confined to the event loop.
 */
final class TailLossProbe {

  /** Silence begins after this time and some round trips. */
  private static final long SILENT_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
  private static final int SILENT_AFTER_ROUND_TRIPS = 2;

  /** The datagram is repeated at intervals that grow with the silence. */
  private static final long MIN_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int INTERVALS_PER_SILENCE = 4;

  /** The shortest time-out of QUIC. What it sends sooner is not a repetition, and may need no answer. */
  private static final long MIN_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** QUIC doubles its time-out. If it sends nothing within this multiple of the time-out, nothing is missing. */
  private static final int TIMES_TIMEOUT = 3;

  /** The most answers to repetitions of one datagram: two ends must not answer each other for ever. */
  private static final int MAX_ANSWERS = 16;

  private enum State { ANSWERED, UNANSWERED, SILENT }

  private final ChannelHandlerContext socket;
  private final LongSupplier roundTrip;
  private final RateLimit limit;
  private InetSocketAddress remote;
  private State state = State.ANSWERED;
  private ByteBuf datagram;
  private long firstUnanswered;
  private long lastUnanswered;
  private long receivedBytes;
  private long receivedAt;
  private int answers;
  private ScheduledFuture<?> timer;

  /**
   * @param socket    writes datagrams to the network
   * @param roundTrip in nanoseconds
   * @param limit     the limit for all connections of the socket together
   */
  TailLossProbe(ChannelHandlerContext socket, InetSocketAddress remote, LongSupplier roundTrip, RateLimit limit) {
    this.socket = socket;
    this.remote = remote;
    this.roundTrip = roundTrip;
    this.limit = limit;
  }

  InetSocketAddress remote() {
    return remote;
  }

  void moved(InetSocketAddress remote) {
    this.remote = remote;
  }

  private long now() {
    return socket.executor().ticker().nanoTime();
  }

  /** QUIC sends this datagram. */
  void sent(ByteBuf content) {
    release();
    datagram = content.retain();
    lastUnanswered = now();
    if (state == State.ANSWERED) {
      state = State.UNANSWERED;
      firstUnanswered = lastUnanswered;
    }
    if (timer == null) {
      later(SILENT_AFTER_NANOS);
    }
  }

  /** A datagram has arrived. A repetition means that the other side receives nothing from this side. */
  void received(ByteBuf content) {
    long now = now();
    long lastBytes = content.readableBytes() < Long.BYTES ? 0 : content.getLong(content.writerIndex() - Long.BYTES);
    if (lastBytes != receivedBytes) {
      if (state == State.SILENT) {
        repeat();
      }
      state = State.ANSWERED;
      answers = 0;
    } else if (now - receivedAt >= MIN_INTERVAL_NANOS / 2 && answers < MAX_ANSWERS) {
      answers++;
      repeat();
    }
    receivedBytes = lastBytes;
    receivedAt = now;
  }

  private void check() {
    timer = null;
    if (state == State.ANSWERED) {
      return;
    }
    long silence = now() - firstUnanswered;
    long silentAfter = SILENT_AFTER_NANOS + SILENT_AFTER_ROUND_TRIPS * roundTrip.getAsLong();
    long timeout = lastUnanswered - firstUnanswered;
    if (silence < silentAfter) {
      later(silentAfter - silence);
    } else if (timeout >= MIN_TIMEOUT_NANOS && silence < TIMES_TIMEOUT * timeout + silentAfter) {
      state = State.SILENT;
      repeat();
      later(Math.max(MIN_INTERVAL_NANOS, Math.min(MAX_INTERVAL_NANOS, silence / INTERVALS_PER_SILENCE)));
    }
  }

  private void later(long nanos) {
    timer = socket.executor().schedule(this::check, nanos, TimeUnit.NANOSECONDS);
  }

  private void repeat() {
    if (datagram != null && socket.channel().isWritable() && limit.tryTake(1)) {
      socket.writeAndFlush(new DatagramPacket(datagram.retainedDuplicate(), remote), socket.voidPromise());
    }
  }

  private void release() {
    if (datagram != null) {
      datagram.release();
      datagram = null;
    }
  }

  /** The connection has ended. */
  void end() {
    state = State.ANSWERED;
    release();
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
