package io.conec.impl.transport;

import io.conec.ConecError;
import io.conec.impl.util.LimitedWarnings;
import io.conec.impl.util.RateLimit;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The incoming connections that are not {@linkplain QuicConnection#accepted() accepted} yet. It bounds how much memory
 * and computation strangers can cause. Beyond the limit the oldest connection is ended, not the newest: an honest one
 * completes within some round trips, so a flood cannot lock others out. Confined to the event loop.
 */
final class PendingConnections {

  private record Pending(Source source, ScheduledFuture<?> deadline) {
  }

  /**
   * An address, or the network of one user. It may begin half its number each second, so each connection has two
   * seconds.
   */
  private final class Source {
    private final RateLimit beginnings = new RateLimit(Math.max(1, limits.perAddress() / 2), nanoClock);
    private final Set<QuicConnection> pending = new LinkedHashSet<>();
  }

  private static final Logger LOG = LoggerFactory.getLogger(PendingConnections.class);

  /** Limited, because otherwise a flood would also fill the log. */
  private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

  /** The most sources remembered: ten for each connection that may begin in a second by default. */
  private static final int MAX_SOURCES = 5000;

  private final PendingLimits limits;
  private final LongSupplier nanoClock;
  private final Map<QuicConnection, Pending> oldestFirst = new LinkedHashMap<>();
  private final Map<SourceNetwork, Source> sources = new LinkedHashMap<>(16, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<SourceNetwork, Source> leastRecentlyUsed) {
      return size() > MAX_SOURCES;
    }
  };
  private final Source unvalidated;
  private final RateLimit first;
  private final RateLimit further;
  private volatile int count;
  private Source admitted;
  private final LimitedWarnings warnings;

  PendingConnections(PendingLimits limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
    warnings = new LimitedWarnings(LOG, WARNING_INTERVAL, nanoClock);
    unvalidated = new Source();
    first = new RateLimit(Math.max(1, limits.perSecond() / 2), nanoClock);
    further = new RateLimit(Math.max(1, limits.perSecond() / 2), nanoClock);
  }

  /** A connection begins from a validated address. If it is admitted, {@link #add} follows. */
  boolean admits(InetSocketAddress proven) {
    return admits(sources.computeIfAbsent(SourceNetwork.of(proven.getAddress()), network -> new Source()), proven);
  }

  /** The same for an address that may be forged. All such addresses count as one source. */
  boolean admitsUnvalidated(InetSocketAddress address) {
    return unvalidated.pending.size() < limits.perAddress() && admits(unvalidated, address);
  }

  private boolean admits(Source source, InetSocketAddress address) {
    // Half of the rate is reserved for the first connection of each source in a second, so that few sources leave room
    // for others.
    boolean isFirst = source.beginnings.isFull();
    if (!source.beginnings.tryTake(1) || !(isFirst && first.tryTake(1)) && !further.tryTake(1)) {
      warn(address);
      return false;
    }
    if (source.pending.size() >= limits.perAddress()) {
      evict(source.pending.iterator().next(), address);
    }
    if (oldestFirst.size() >= limits.total()) {
      evict(oldestFirst.keySet().iterator().next(), address);
    }
    admitted = source;
    return true;
  }

  private void evict(QuicConnection oldest, InetSocketAddress newest) {
    warn(newest);
    end(oldest, ConecError.LIMIT_EXCEEDED, "too many connections are pending (" + limits.limitOptions() + ")");
  }

  /** The codec has created the connection that was admitted last, in the same call. */
  void add(QuicConnection connection, EventLoop eventLoop) {
    long timeout = limits.handshakeTimeout().toMillis();
    ScheduledFuture<?> deadline = eventLoop.schedule(() -> end(connection, ConecError.TIMEOUT,
      "the handshake was not done within " + limits.timeoutOption() + " of " + timeout + " ms"),
      timeout, TimeUnit.MILLISECONDS);
    admitted.pending.add(connection);
    oldestFirst.put(connection, new Pending(admitted, deadline));
    count = oldestFirst.size();
  }

  /** Its handshake is complete; QUIC does not limit the time of the rest. */
  void established(QuicConnection connection) {
    Pending pending = oldestFirst.get(connection);
    if (pending != null) {
      pending.deadline.cancel(false);
    }
  }

  private void end(QuicConnection connection, ConecError error, String reason) {
    remove(connection);
    connection.close(error.code(), reason);
  }

  /** The connection is accepted or closed. */
  void remove(QuicConnection connection) {
    Pending pending = oldestFirst.remove(connection);
    if (pending != null) {
      pending.deadline.cancel(false);
      pending.source.pending.remove(connection);
      count = oldestFirst.size();
    }
  }

  /**
   * @return the number of pending connections; from any thread
   */
  int count() {
    return count;
  }

  private void warn(InetSocketAddress address) {
    warnings.warn("there were more new connections than allowed, and one was refused or ended; the newest comes from "
      + address.getAddress().getHostAddress() + " (" + limits.limitOptions() + ")");
  }
}
