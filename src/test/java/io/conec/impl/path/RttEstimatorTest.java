package io.conec.impl.path;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RttEstimatorTest {

  private final RttEstimator time = new RttEstimator();

  @Test
  void isZeroWhileNothingWasMeasured() {
    assertEquals(0, time.nanos());
  }

  @Test
  void theFirstMeasurementIsTakenAsItIs() {
    time.update(8_000_000);
    assertEquals(8_000_000, time.nanos());
  }

  @Test
  void laterOnesCountAnEighth() {
    time.update(8_000_000);
    time.update(16_000_000);
    assertEquals(9_000_000, time.nanos());
    time.update(1_000_000);
    assertEquals(8_000_000, time.nanos());
  }

  @Test
  void aLastingChangeIsFollowed() {
    time.update(1_000_000);
    for (int i = 0; i < 50; i++) {
      time.update(100_000_000);
    }
    assertTrue(time.nanos() > 99_000_000 && time.nanos() <= 100_000_000, time.nanos() + " ns");
    for (int i = 0; i < 80; i++) {
      time.update(1_000_000);
    }
    assertTrue(time.nanos() >= 1_000_000 && time.nanos() < 1_100_000, time.nanos() + " ns");
  }

  @Test
  void theLeastCountsFromTheLastStart() {
    assertFalse(time.isKnown());
    time.update(5_000_000);
    time.update(3_000_000);
    time.update(900_000_000);
    assertTrue(time.isKnown());
    assertEquals(3_000_000, time.min());
    long smoothed = time.nanos();
    time.restart();
    assertFalse(time.isKnown());
    assertEquals(smoothed, time.nanos(), "the user sees it still");
    time.update(4_000_000);
    assertTrue(time.isKnown());
    assertEquals(4_000_000, time.min());
  }

  @Test
  void whatIsNotKnownIsSlowerThanEverything() {
    RttEstimator other = new RttEstimator();
    other.update(Long.MAX_VALUE - 1);
    assertTrue(other.min() < time.min());
  }
}
