package io.conec.impl.coordinator.broadcast;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LineageTest {

  private static final long ID = 7;

  private static Lineage with(int messages) {
    return send(new Lineage(ID), messages);
  }

  private static Lineage send(Lineage lineage, int messages) {
    for (int i = 0; i < messages; i++) {
      lineage.next();
    }
    return lineage;
  }

  private static Lineage copy(Lineage lineage) {
    return Lineage.of(lineage.toJson());
  }

  @Test
  void positionsOfOneHomeCountUp() {
    Lineage lineage = with(10);
    assertEquals(10, lineage.position());
    assertEquals(4, lineage.after(6));
    assertEquals(4, lineage.missed(ID, 6, 10));
    assertEquals(3, lineage.missed(ID, 6, 9));
    assertEquals(0, lineage.missed(ID, 10, 10));
    assertEquals(10, lineage.missed(ID + 1, 3, 10));
  }

  @Test
  void aNewHomeJumpsAndCountsMessagesOnly() {
    Lineage lineage = with(10);
    lineage.jump(0, 1);
    assertEquals(Lineage.STRIDE, lineage.start());
    send(lineage, 5);
    assertEquals(15, lineage.after(0));
    assertEquals(9, lineage.missed(ID, 6, lineage.position()));
    // The home before had given these to a reader, and then nobody else knew.
    assertEquals(5, lineage.missed(ID, 13, lineage.position()));
    assertEquals(2, lineage.missed(ID, Lineage.STRIDE + 3, lineage.position()));
  }

  @Test
  void aJumpGoesAboveWhatSomebodyElseKnows() {
    Lineage lineage = with(1);
    lineage.jump(3 * Lineage.STRIDE + 5, 2);
    assertEquals(5 * Lineage.STRIDE, lineage.position());
    assertTrue(lineage.next() > 5 * Lineage.STRIDE);
  }

  @Test
  void aJumpWithoutMessagesIsForgotten() {
    Lineage lineage = with(10);
    lineage.jump(0, 1);
    Lineage behind = copy(lineage);
    lineage.jump(0, 1);
    send(lineage, 2);
    assertEquals(2, lineage.after(behind.fork(lineage)));
    assertEquals(12, lineage.after(0));
  }

  /** All combinations of what two nodes know of a home, and what two homes have added. */
  @Test
  void nodesFindOutWhatTheyDoNotHaveInCommon() {
    for (int known = 0; known < 4; known++) {
      for (int missing = 0; missing < 4; missing++) {
        for (int added = 0; added < 4; added++) {
          for (int other = 0; other < 4; other++) {
            Lineage behind = with(known);
            Lineage home = send(copy(behind), missing);
            assertEquals(missing, home.after(behind.fork(home)));
            home.jump(0, 1);
            send(home, added);
            assertEquals(missing + added, home.after(behind.fork(home)));
            Lineage half = copy(behind);
            half.jump(0, 2);
            send(half, other);
            assertEquals(missing + added, home.after(half.fork(home)));
            assertEquals(other, half.after(home.fork(half)));
            assertEquals(known + missing + added, home.after(0));
          }
        }
      }
    }
  }

  @Test
  void theOldestHomesAreForgottenButTheirMessagesCount() {
    Lineage lineage = with(1);
    Lineage behind = null;
    for (int i = 0; i < 3 * Lineage.MAX_SEGMENTS; i++) {
      behind = copy(lineage);
      lineage.jump(0, 1);
      lineage.next();
    }
    assertEquals(1 + 3 * Lineage.MAX_SEGMENTS, lineage.after(0));
    assertEquals(1, lineage.after(behind.fork(lineage)));
  }

  @Test
  void whoComesFromAMergedBroadcastMissedAllBeforeIt() {
    Lineage lineage = with(10);
    lineage.jump(20, 1);
    lineage.merge(ID + 1);
    lineage = copy(lineage);
    long joined = lineage.position();
    send(lineage, 3);
    assertEquals(13, lineage.missed(ID + 1, 20, lineage.position()));
    assertEquals(2, lineage.missed(ID + 1, joined + 1, lineage.position()));
    for (int i = 0; i < Lineage.MAX_ALIASES; i++) {
      lineage.merge(100 + i);
    }
    assertEquals(13, lineage.missed(ID + 1, joined + 1, lineage.position()));
  }
}
