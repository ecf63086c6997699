package io.conec.impl.path;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SilenceTest {

  private final Silence silence = new Silence(millis(100));

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void probeUntil(long lastMillis) {
    for (long at = 0; at <= lastMillis; at += 100) {
      silence.probed(millis(at));
    }
  }

  @Test
  void roundTripsExtendTheLimits() {
    probeUntil(400);
    assertFalse(silence.isSilent(millis(149), 0));
    assertTrue(silence.isSilent(millis(150), 0));
    assertFalse(silence.isSilent(millis(200), millis(100)));
    assertFalse(silence.isDead(millis(399), 0, false));
    assertTrue(silence.isDead(millis(400), 0, false));
    assertFalse(silence.isDead(millis(500), millis(100), false));
  }

  @Test
  void aPathThatQuicPacketsArriveOnHasMoreTime() {
    probeUntil(800);
    assertFalse(silence.isDead(millis(799), 0, true));
    assertTrue(silence.isDead(millis(800), 0, true));
    assertTrue(silence.isDead(millis(900), millis(300), true), "the longest wait");
  }

  @Test
  void anAnswerEndsIt() {
    probeUntil(400);
    silence.end();
    assertFalse(silence.isGoingOn() || silence.isDead(millis(1000), 0, false));
    assertEquals(0, silence.nanos(millis(1000)));
  }

  @Test
  void aPauseOfThisProcessIsNoSilence() {
    silence.probed(0);
    assertFalse(silence.isDead(millis(10_000), 0, false), "one probe, then a pause");
    assertEquals(millis(10_000), silence.nanos(millis(10_000)));
  }

  @Test
  void arrivingPacketsBeginItAnew() {
    probeUntil(300);
    silence.restart(millis(300));
    assertTrue(silence.isGoingOn());
    silence.probed(millis(400));
    silence.probed(millis(500));
    assertFalse(silence.isDead(millis(600), 0, false));
    assertTrue(silence.isDead(millis(700), 0, false));
  }
}
