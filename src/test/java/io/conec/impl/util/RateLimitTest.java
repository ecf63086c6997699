package io.conec.impl.util;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RateLimitTest {

  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong(-5 * SECOND);
  private final RateLimit limit = new RateLimit(100, clock::get);

  private void pass(double seconds) {
    clock.addAndGet((long) (seconds * SECOND));
  }

  private int takeAll() {
    int taken = 0;
    while (limit.tryTake(1)) {
      taken++;
    }
    return taken;
  }

  @Test
  void oneSecondsWorthAtOnce() {
    assertEquals(100, takeAll());
    assertEquals(SECOND / 100, limit.nanosUntilPositive());
    pass(0.5);
    assertEquals(50, takeAll());
  }

  @Test
  void noMoreIsSaved() {
    takeAll();
    pass(1000);
    assertEquals(100, takeAll());
  }

  @Test
  void itIsFullAgainWhenAllThatWasTakenIsEarned() {
    assertTrue(limit.isFull());
    limit.take(150);
    pass(1.4);
    assertFalse(limit.isFull());
    pass(0.2);
    assertTrue(limit.isFull());
  }

  @Test
  void tryTakeTakesNothingWhenThereIsNothing() {
    takeAll();
    assertFalse(limit.tryTake(1_000_000));
    pass(0.02);
    assertTrue(limit.tryTake(1));
  }

  @Test
  void aLargeAmountGoesIntoDebt() {
    assertTrue(limit.tryTake(600));
    assertFalse(limit.tryTake(1));
    pass(4.99);
    assertFalse(limit.tryTake(1));
    pass(0.03);
    assertTrue(limit.tryTake(1));
  }

  @Test
  void takeGoesIntoDebtInAnyCase() {
    for (int i = 1; i < 100; i++) {
      assertTrue(limit.take(1));
    }
    for (int i = 0; i < 301; i++) {
      assertFalse(limit.take(1));
    }
    assertEquals(3 * SECOND + SECOND / 100, limit.nanosUntilPositive());
  }

  @Test
  void aDebtIsPaidWithoutAnybodyLooking() {
    limit.take(1100);
    pass(limit.nanosUntilPositive() / (double) SECOND);
    assertEquals(0, limit.nanosUntilPositive());
    assertTrue(limit.tryTake(1));
  }

  @Test
  void lookingOftenLosesNothing() {
    takeAll();
    int taken = 0;
    for (int i = 0; i < 4000; i++) {
      pass(0.0025);
      taken += limit.tryTake(1) ? 1 : 0;
    }
    assertTrue(taken >= 998 && taken <= 1001, taken + " in 10 s");
  }

  @Test
  void aLongTimeDoesNotOverflow() {
    RateLimit large = new RateLimit(Long.MAX_VALUE / 2, clock::get);
    assertTrue(large.tryTake(Long.MAX_VALUE / 2));
    clock.addAndGet(Long.MAX_VALUE / 4);
    assertTrue(large.tryTake(1));
  }
}
