package io.conec.impl.coordinator;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Channels of which one end has moved to another node, and has not claimed the channel there so far. Confined to the
 * event loop.
 */
final class MovedChannels {

  private final EventLoop eventLoop;
  private final Consumer<RelayedChannel> abandoned;
  private final Map<RelayedChannel, ScheduledFuture<?>> deadlines = new HashMap<>();

  /**
   * @param abandoned called with a channel that is not claimed in time
   */
  MovedChannels(EventLoop eventLoop, Consumer<RelayedChannel> abandoned) {
    this.eventLoop = eventLoop;
    this.abandoned = abandoned;
  }

  void add(RelayedChannel channel) {
    remove(channel);
    deadlines.put(channel, eventLoop.schedule(() -> {
      deadlines.remove(channel);
      abandoned.accept(channel);
    }, Claims.PEER_MAY_FOLLOW.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** The channel is claimed, or has ended. */
  void remove(RelayedChannel channel) {
    ScheduledFuture<?> deadline = deadlines.remove(channel);
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  void close() {
    List.copyOf(deadlines.keySet()).forEach(this::remove);
  }
}
