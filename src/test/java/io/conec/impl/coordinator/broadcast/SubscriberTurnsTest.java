package io.conec.impl.coordinator.broadcast;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SubscriberTurnsTest {

  private static final int TURNS = 50;

  /** As long as a round. */
  private static final long TURN_NANOS = 1_000_000;

  private final EventLoop eventLoop = new DefaultEventLoop();
  private final SubscriberTurns turns = new SubscriberTurns(eventLoop);
  private final List<String> done = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private static void work() {
    try {
      TimeUnit.NANOSECONDS.sleep(TURN_NANOS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void othersAreServedBetweenTurns() throws Exception {
    CompletableFuture<Integer> served = new CompletableFuture<>();
    CompletableFuture<Void> all = new CompletableFuture<>();
    eventLoop.execute(() -> {
      for (int i = 0; i < TURNS; i++) {
        turns.add(() -> {
          work();
          done.add("turn");
        });
      }
      turns.add(() -> all.complete(null));
      eventLoop.schedule(() -> served.complete(done.size()), 0, TimeUnit.NANOSECONDS);
    });
    int before = served.get(20, TimeUnit.SECONDS);
    assertTrue(before < TURNS / 2, () -> "after " + before + " turns");
    all.get(20, TimeUnit.SECONDS);
    assertEquals(TURNS, done.size());
  }

  @Test
  void whoComesAgainIsBehindTheOthers() throws Exception {
    CompletableFuture<List<String>> all = new CompletableFuture<>();
    eventLoop.execute(() -> {
      turns.add(() -> {
        done.add("a");
        turns.add(() -> {
          done.add("a again");
          all.complete(done);
        });
      });
      turns.add(() -> done.add("b"));
    });
    assertEquals(List.of("a", "b", "a again"), all.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aFailureStopsNobody() {
    EmbeddedChannel channel = new EmbeddedChannel();
    SubscriberTurns embedded = new SubscriberTurns(channel.eventLoop());
    embedded.add(() -> {
      throw new IllegalStateException("expected");
    });
    embedded.add(() -> done.add("a"));
    channel.runPendingTasks();
    while (channel.runScheduledPendingTasks() >= 0) {
      channel.runPendingTasks();
    }
    assertEquals(List.of("a"), done);
    channel.close();
  }
}
