package io.conec.impl.wire;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReplayWindowTest {

  /** How far behind the highest a number may be. */
  private static final int SIZE = 64;

  private final ReplayWindow window = new ReplayWindow();

  @Test
  void inOrderEachOnce() {
    for (long number = 1; number < 1000; number++) {
      assertTrue(window.accept(number));
      assertFalse(window.accept(number));
      assertFalse(window.accept(1));
    }
  }

  @Test
  void outOfOrderEachOnce() {
    for (long number = SIZE; number > 0; number--) {
      assertTrue(window.accept(number), "number " + number);
    }
    for (long number = SIZE; number > 0; number--) {
      assertFalse(window.accept(number), "number " + number);
    }
  }

  @Test
  void tooOldToTell() {
    assertTrue(window.accept(100));
    assertTrue(window.accept(100 - SIZE + 1));
    assertFalse(window.accept(100 - SIZE), "it has not come yet, but nobody knows that any more");
    assertFalse(window.accept(1));
  }

  @Test
  void asFarAheadAsTheWindowReaches() {
    assertTrue(window.accept(1));
    assertTrue(window.accept(SIZE));
    assertFalse(window.accept(1));
    assertTrue(window.accept(2));
    assertTrue(window.accept(SIZE + 1));
    assertFalse(window.accept(1));
    assertFalse(window.accept(2));
    assertTrue(window.accept(3));
  }

  @Test
  void aJumpOverTheWholeWindowForgetsIt() {
    for (long ahead : new long[] {SIZE, SIZE + 1, 2 * SIZE, 1000, 1L << 40}) {
      ReplayWindow fresh = new ReplayWindow();
      assertTrue(fresh.accept(10));
      assertTrue(fresh.accept(10 + ahead));
      assertFalse(fresh.accept(10 + ahead));
      assertFalse(fresh.accept(10));
      assertTrue(fresh.accept(10 + ahead - 1));
      assertFalse(fresh.accept(10 + ahead - 1));
    }
  }

  @Test
  void numbersStartAtOne() {
    for (long number : new long[] {0, -1, Long.MIN_VALUE}) {
      assertFalse(window.accept(number));
    }
    assertTrue(window.accept(1));
    for (long number : new long[] {0, -1, -SIZE, Long.MIN_VALUE}) {
      assertFalse(window.accept(number));
    }
    assertTrue(window.accept(2));
  }

  @Test
  void theLastNumberIsTheLast() {
    assertTrue(window.accept(Long.MAX_VALUE));
    assertFalse(window.accept(Long.MAX_VALUE));
    assertFalse(window.accept(Long.MAX_VALUE + 1));
    assertTrue(window.accept(Long.MAX_VALUE - SIZE + 1));
    assertFalse(window.accept(Long.MAX_VALUE - SIZE));
  }

  @Test
  void likeASetOfAllThatWereTaken() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Set<Long> taken = new HashSet<>();
    long highest = 0;
    for (int i = 0; i < 20_000; i++) {
      long number = highest - 80 + random.nextInt(random.nextInt(20) == 0 ? 300 : 90);
      boolean expected = number > 0 && number > highest - SIZE && taken.add(number);
      assertEquals(expected, window.accept(number), "seed " + seed + ", number " + number + " after " + highest);
      highest = Math.max(highest, number);
    }
  }
}
