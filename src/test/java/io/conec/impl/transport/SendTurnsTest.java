package io.conec.impl.transport;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SendTurnsTest {

  private final EmbeddedChannel connection = new EmbeddedChannel();
  private final SendTurns turns = new SendTurns(connection);
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
      turns.add(this, false);
    }

    @Override
    public int send(int length) {
      sent.add(name);
      if (--slices > 0) {
        turns.add(this, true);
      }
      return length;
    }
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
    turns.add(small("a"), false);
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
      turns.add(small("answer"), false);
      return 0;
    }, false);
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
    }, false);
    turns.add(small("a"), false);
    run();
    assertEquals(List.of("a"), sent);
  }
}
