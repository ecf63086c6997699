package io.conec.impl.transport;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FairShareTest {

  @Test
  void allThatIsAllowedWhileThereIsPlenty() {
    assertEquals(8, FairShare.of(8, 1000));
    assertEquals(8, FairShare.of(8, 128));
  }

  @Test
  void lessWhenLittleIsLeft() {
    assertEquals(7, FairShare.of(8, 127));
    assertEquals(2, FairShare.of(8, 1));
    assertEquals(1, FairShare.of(1, 1));
  }

  @Test
  void twoHundredThatTakeAllTheyCanLeaveSomeForOthers() {
    int free = 750;
    int[] taken = new int[200];
    for (int round = 0; round < 8; round++) {
      for (int i = 0; i < taken.length; i++) {
        if (taken[i] < FairShare.of(8, free)) {
          taken[i]++;
          free--;
        }
      }
    }
    int left = free;
    assertTrue(left >= 48, () -> left + " of 750 are left");
  }
}
