package io.conec.impl.transport;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SendTurnsTest {

  private final EmbeddedChannel connection = new EmbeddedChannel();
  private long roundTrip = 20_000_000;
  private long room = 1024 * 1024;
  private final AtomicLong nanoTime = new AtomicLong();
  private final SendTurns turns =
    new SendTurns(connection, new BulkLimit(this::congestion, nanoTime::get), nanoTime::get);
  private final List<String> sent = new ArrayList<>();

  @AfterEach
  void close() {
    connection.close();
  }

  /** Fills so many slices. */
  private final class Bulk implements QuicStream.Sender {

    private final String name;
    private int slices;

    Bulk(String name, int slices) {
      this.name = name;
      this.slices = slices;
      turns.add(this, () -> room, false);
    }

    @Override
    public int send(int length) {
      sent.add(name);
      if (--slices > 0) {
        turns.add(this, () -> room, true);
      }
      return length;
    }
  }

  private BulkLimit.CongestionState congestion() {
    return new BulkLimit.CongestionState(roundTrip, 1024 * 1024);
  }

  private void run() {
    connection.runPendingTasks();
    while (connection.runScheduledPendingTasks() >= 0) {
      connection.runPendingTasks();
    }
  }

  private QuicStream.Sender small(String name) {
    return length -> {
      sent.add(name);
      return 1;
    };
  }

  @Test
  void nothingIsSentBeforeTheEndOfTheTurn() {
    turns.add(small("a"), () -> room, false);
    assertEquals(List.of(), sent);
    run();
    assertEquals(List.of("a"), sent);
  }

  @Test
  void streamsTakeTurns() {
    new Bulk("a", 3);
    new Bulk("b", 3);
    run();
    // The first round begins with a, and gives it half.
    assertEquals(List.of("a", "a", "b", "a", "b", "b"), sent);
  }

  @Test
  void whoHadNothingToSendGoesFirst() {
    new Bulk("a", 3);
    new Bulk("b", 4);
    turns.add(length -> {
      turns.add(small("answer"), () -> room, false);
      return 0;
    }, () -> room, false);
    run();
    assertEquals(List.of("a", "a", "b", "a", "answer", "b", "b", "b"), sent);
  }

  @Test
  void manySmallOnesDoNotStopALargeOne() {
    new Bulk("large", 2);
    for (int i = 0; i < 10; i++) {
      new Bulk("small", 1);
    }
    run();
    assertEquals(List.of("large", "large", "small"), sent.subList(0, 3));
    assertEquals(12, sent.size());
  }

  @Test
  void aFailureStopsNobody() {
    turns.add(length -> {
      throw new IllegalStateException("expected");
    }, () -> room, false);
    turns.add(small("a"), () -> room, false);
    run();
    assertEquals(List.of("a"), sent);
  }

  @Test
  void whatTakesLongEndsTheRound() {
    for (int i = 0; i < 100; i++) {
      turns.add(length -> {
        nanoTime.addAndGet(100_000);
        sent.add("slow");
        return 1;
      }, () -> room, false);
    }
    connection.runPendingTasks();
    assertEquals(20, sent.size(), "two rounds, since the second one is due, of a millisecond each");
    connection.runScheduledPendingTasks();
    assertEquals(30, sent.size());
  }

  @Test
  void bulkDataWaitsAndOthersDoNotWhileThereIsAQueue() {
    new Bulk("bulk", 2);
    connection.runPendingTasks();
    assertEquals(List.of("bulk", "bulk"), sent, "no queue");
    sent.clear();
    roundTrip = 40_000_000;
    room = 200_000;
    new Bulk("bulk", 3);
    connection.runPendingTasks();
    connection.runScheduledPendingTasks();
    assertEquals(List.of("bulk"), sent, "what is new is sent, the rest waits");
    turns.add(small("ping"), () -> room, false);
    connection.runPendingTasks();
    assertEquals(List.of("bulk", "ping"), sent);
    room = 400_000;
    connection.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    run();
    assertEquals(List.of("bulk", "ping", "bulk", "bulk"), sent, "acknowledged");
  }

  @Test
  void stopsInsideATurn() {
    turns.add(length -> {
      sent.add("last");
      turns.stop();
      return length;
    }, () -> room, false);
    new Bulk("bulk", 3);
    run();
    assertEquals(List.of("last"), sent);
    assertTrue(turns.isStopped());
  }
}
