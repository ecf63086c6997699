package io.conec.impl.path;

import io.conec.impl.wire.ArrivedCounts;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DirectPathLossDetectorTest {

  private static final int LARGE = 1350;

  private final DirectPathLossDetector lossDetector = new DirectPathLossDetector();

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void send(int packets) {
    for (int i = 0; i < packets; i++) {
      lossDetector.sent();
    }
  }

  private void answered(long atMillis) {
    lossDetector.answered(lossDetector.sentSoFar(), millis(atMillis));
  }

  @Test
  void whatNeverArrivesIsLostAfterSomeTime() {
    answered(0);
    send(4);
    answered(100);
    assertFalse(lossDetector.isDoubtful(millis(100)));
    assertTrue(lossDetector.isDoubtful(millis(200)));
    answered(200);
    assertFalse(lossDetector.isLost(millis(599)));
    assertTrue(lossDetector.isLost(millis(600)));
    lossDetector.restart();
    assertFalse(lossDetector.isDoubtful(millis(700)) || lossDetector.isLost(millis(700)), "on another path");
  }

  @Test
  void oneThatIsLostIsNothing() {
    answered(0);
    send(1);
    for (int at = 100; at < 2000; at += 100) {
      answered(at);
      assertFalse(lossDetector.isDoubtful(millis(at)));
    }
  }

  @Test
  void oneThatArrivesIsEnough() {
    answered(0);
    for (int i = 1; i < 30; i++) {
      send(9);
      assertTrue(lossDetector.reported(new ArrivedCounts(i, 0), 100));
      answered(100 * i);
      assertFalse(lossDetector.isDoubtful(millis(100 * i)));
    }
  }

  @Test
  void anOldAnswerSaysNothing() {
    assertTrue(lossDetector.reported(new ArrivedCounts(7, 3), LARGE));
    assertFalse(lossDetector.reported(new ArrivedCounts(6, 2), LARGE));
    assertFalse(lossDetector.reported(new ArrivedCounts(7, 3), LARGE));
  }

  @Test
  void smallOnesDoNotProveThatLargeOnesArrive() {
    assertFalse(lossDetector.reported(new ArrivedCounts(7, 0), LARGE));
    assertTrue(lossDetector.reported(new ArrivedCounts(8, 0), 100));
  }

  @Test
  void countsBeginAgain() {
    lossDetector.reported(new ArrivedCounts(Integer.MAX_VALUE, Integer.MAX_VALUE), LARGE);
    assertTrue(lossDetector.reported(new ArrivedCounts(Integer.MIN_VALUE, Integer.MIN_VALUE), LARGE));
    lossDetector.reported(new ArrivedCounts(-1, -1), LARGE);
    assertTrue(lossDetector.reported(new ArrivedCounts(0, 0), LARGE));
  }

  @Test
  void whatHasComeIsCounted() {
    lossDetector.arrived(1200);
    lossDetector.arrived(1201);
    assertEquals(new ArrivedCounts(2, 1), lossDetector.counts());
  }

  @Test
  void aUselessPathIsLeftAloneForLongerEachTime() {
    DirectPath path = new DirectPath(new InetSocketAddress("192.0.2.1", 1), false);
    path.selected(Instant.now());
    long now = System.nanoTime();
    for (int seconds : new int[] {30, 60, 120, 240, 480, 600, 600, 600}) {
      path.suspend(now);
      assertTrue(path.isSuspended(now + millis(1000L * seconds - 1)));
      assertFalse(path.isSuspended(now + millis(1000L * seconds)));
    }
  }
}
