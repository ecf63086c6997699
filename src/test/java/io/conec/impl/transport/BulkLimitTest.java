package io.conec.impl.transport;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BulkLimitTest {

  private static final int WINDOW = 800_000;
  private static final int LITTLE = 200_000;
  private static final int ENOUGH = 300_000;

  private long time;
  private BulkLimit.CongestionState congestion = congestion(20);
  private final BulkLimit limit = new BulkLimit(() -> congestion, () -> time);

  private static BulkLimit.CongestionState congestion(long roundTripMillis) {
    return new BulkLimit.CongestionState(Duration.ofMillis(roundTripMillis).toNanos(), WINDOW);
  }

  private void roundTrip(long millis) {
    congestion = congestion(millis);
  }

  private void advance(long millis) {
    time += Duration.ofMillis(millis).toNanos();
  }

  @Test
  void aShortQueueIsNoReasonToWait() {
    assertFalse(limit.isReached(LITTLE));
    roundTrip(24);
    assertFalse(limit.isReached(0));
  }

  @Test
  void aPartOfTheWindowIsLeftWhileThereIsAQueue() {
    assertFalse(limit.isReached(LITTLE));
    roundTrip(40);
    assertTrue(limit.isReached(LITTLE));
    assertFalse(limit.isReached(ENOUGH));
    roundTrip(20);
    assertFalse(limit.isReached(LITTLE));
  }

  @Test
  void aQueueOfOthersIsLeftToQuic() {
    assertFalse(limit.isReached(LITTLE));
    roundTrip(69);
    assertTrue(limit.isReached(LITTLE));
    roundTrip(71);
    assertFalse(limit.isReached(LITTLE));
  }

  @Test
  void nothingWaitsForLongerThanARoundTrip() {
    assertFalse(limit.isReached(LITTLE));
    roundTrip(40);
    assertTrue(limit.isReached(LITTLE));
    advance(40);
    assertTrue(limit.isReached(LITTLE));
    advance(1);
    assertFalse(limit.isReached(LITTLE));
    assertTrue(limit.isReached(LITTLE));
  }

  @Test
  void aPathThatHasBecomeLongerIsLearnt() {
    assertFalse(limit.isReached(LITTLE));
    roundTrip(40);
    for (int seconds = 0; seconds <= 16; seconds++) {
      assertTrue(limit.isReached(LITTLE) || limit.isReached(LITTLE), "at " + seconds);
      advance(1000);
    }
    advance(15_000);
    limit.isReached(LITTLE);
    assertFalse(limit.isReached(LITTLE));
  }

  @Test
  void nothingWaitsWhenNothingIsKnown() {
    congestion = null;
    assertFalse(limit.isReached(0));
  }
}
