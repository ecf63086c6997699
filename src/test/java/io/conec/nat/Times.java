package io.conec.nat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Of times in nanoseconds. */
final class Times {

  private Times() {
  }

  /** Let so much time pass: an outage is as long as it is. */
  static void pass(Duration time) {
    Awaitility.await().atMost(time.plusSeconds(10)).pollDelay(time).pollInterval(time).until(() -> true);
  }

  static long max(List<Long> times) {
    return times.stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  static long median(List<Long> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
  }

  /** Short ones with a tenth. */
  static String millis(long time) {
    long tenths = TimeUnit.NANOSECONDS.toMicros(time) / 100;
    return tenths < 100 ? tenths / 10 + "." + tenths % 10 + " ms" : tenths / 10 + " ms";
  }
}
