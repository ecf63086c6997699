package io.conec.bench;

import io.conec.BroadcastOptions;
import io.conec.BroadcastRole;
import io.conec.ConecBroadcast;
import io.conec.ConecClient;
import io.conec.OverflowPolicy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Readers of a broadcast that lose nothing.
 */
final class BroadcastReaders implements LongSupplier {

  private final List<ConecBroadcast> broadcasts = new ArrayList<>();
  private final LongAdder messages = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  BroadcastReaders(ConecClient... clients) {
    for (ConecClient client : clients) {
      broadcasts.add(client.joinBroadcast(FanOut.BROADCAST, new BroadcastOptions().setRole(BroadcastRole.READER)
          .setOverflow(OverflowPolicy.BLOCK))
        .await()
        .droppedHandler(dropped::add)
        .handler(message -> messages.increment()));
    }
  }

  @Override
  public long getAsLong() {
    if (dropped.sum() > 0) {
      throw new IllegalStateException(dropped + " messages dropped");
    }
    broadcasts.stream().filter(broadcast -> !broadcast.isJoined()).findAny().ifPresent(broadcast -> {
      throw new IllegalStateException("a reader was lost", broadcast.closeReason());
    });
    return messages.sum();
  }
}
