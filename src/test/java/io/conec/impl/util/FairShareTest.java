package io.conec.impl.util;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FairShareTest {

  /**
   * @return how many can take all they may, one after another, before nothing is left
   */
  private static int takers(int most, int all) {
    int free = all;
    int takers = 0;
    while (free > 0) {
      int taken = 0;
      while (free > 0 && taken < FairShare.of(most, all, free)) {
        taken++;
        free--;
      }
      takers++;
    }
    return takers;
  }

  @Test
  void allThatIsAllowedWhileHalfIsFree() {
    assertEquals(8, FairShare.of(8, 750, 376));
    assertEquals(2, FairShare.of(8, 750, 375));
    assertEquals(2, FairShare.of(8, 750, 1));
    assertEquals(1, FairShare.of(1, 750, 1));
  }

  /** The figures of the manual. */
  @Test
  void toTakeEverythingTakesMany() {
    assertEquals(235, takers(8, FairShare.forOthers(1000)));
    assertEquals(260, takers(50, 1000));
  }

  @Test
  void ofAFewOneMayHaveSomeToo() {
    assertEquals(2, FairShare.of(2, 2, 2));
    assertEquals(1, FairShare.forOthers(1));
    assertEquals(1, takers(8, 1));
  }
}
