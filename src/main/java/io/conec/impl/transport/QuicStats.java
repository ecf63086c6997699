package io.conec.impl.transport;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicConnectionStats;
import io.netty.util.concurrent.Future;

import java.util.function.ToLongFunction;

/** What QUIC has counted and measured of a connection; from the event loop. */
public final class QuicStats {

  private final QuicChannel channel;

  QuicStats(QuicChannel channel) {
    this.channel = channel;
  }

  /**
   * @return the length of the longest datagrams that this side sends now, without QUIC's probes for longer ones
   */
  public int datagramSize() {
    QuicConnectionPathStats stats = pathStats();
    return stats == null ? 0 : (int) stats.pmtu();
  }

  /**
   * @return the smoothed round-trip time in nanoseconds, 0 without a sample
   */
  public long roundTripNanos() {
    QuicConnectionPathStats stats = pathStats();
    return stats == null ? 0 : stats.rtt();
  }

  /**
   * @return supplies {@code null} when nothing is known
   */
  BulkLimit.CongestionState congestion() {
    QuicConnectionPathStats stats = pathStats();
    return stats == null ? null : new BulkLimit.CongestionState(stats.rtt(), stats.cwnd());
  }

  private QuicConnectionPathStats pathStats() {
    Future<QuicConnectionPathStats> stats = channel.collectPathStats(0);
    return stats.isSuccess() ? stats.getNow() : null;
  }

  /**
   * @return how many packets of the other side were accepted so far; on the event loop
   */
  public long packetsReceived() {
    return count(QuicConnectionStats::recv);
  }

  long bytesSent() {
    return count(QuicConnectionStats::sentBytes);
  }

  /**
   * @return how many bytes of datagrams were sent and received so far
   */
  public long bytes() {
    return count(stats -> stats.sentBytes() + stats.recvBytes());
  }

  private long count(ToLongFunction<QuicConnectionStats> counter) {
    Future<QuicConnectionStats> stats = channel.collectStats();
    return stats.isSuccess() ? counter.applyAsLong(stats.getNow()) : 0;
  }
}
