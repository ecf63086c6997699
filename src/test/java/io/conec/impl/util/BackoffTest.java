package io.conec.impl.util;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BackoffTest {

  private static RandomGenerator always(double share) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new UnsupportedOperationException();
      }

      @Override
      public long nextLong(long bound) {
        return (long) (share * (bound - 1));
      }
    };
  }

  private static Backoff backoff(double share) {
    return new Backoff(Duration.ofMillis(100), Duration.ofMillis(1500), always(share));
  }

  @Test
  void doublesUpToTheLimit() {
    Backoff longest = backoff(1);
    for (long expected : new long[] {100, 200, 400, 800, 1500, 1500, 1500}) {
      assertEquals(expected, longest.nextMillis());
    }
  }

  @Test
  void variesByHalf() {
    Backoff shortest = backoff(0);
    for (long expected : new long[] {50, 100, 200, 400, 750, 750}) {
      assertEquals(expected, shortest.nextMillis());
    }
  }

  @Test
  void beginsAgainAfterASuccess() {
    Backoff backoff = backoff(1);
    backoff.nextMillis();
    backoff.nextMillis();
    backoff.reset();
    assertEquals(100, backoff.nextMillis());
  }

  @Test
  void aLimitBelowTheFirstPauseIsTheFirstPause() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(10), always(1));
    assertEquals(100, backoff.nextMillis());
    assertEquals(100, backoff.nextMillis());
  }

  @Test
  void aShortLimitShortensTheFirstDelay() {
    Backoff shortened = Backoff.upTo(Duration.ofMillis(10));
    for (int i = 0; i < 100; i++) {
      long delay = shortened.nextMillis();
      assertTrue(delay >= 5 && delay <= 10, () -> "delay of " + delay);
    }
  }

  @Test
  void neverZeroAndNeverOverTheLimit() {
    Backoff tiny = new Backoff(Duration.ofMillis(1), Duration.ofMillis(7), new Random(5));
    for (int i = 0; i < 1000; i++) {
      long pause = tiny.nextMillis();
      assertTrue(pause >= 1 && pause <= 7, () -> "pause of " + pause);
    }
  }
}
