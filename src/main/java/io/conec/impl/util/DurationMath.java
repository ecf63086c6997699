package io.conec.impl.util;

import java.time.Duration;

/**
 * Compares durations, as {@link Math} compares numbers.
 */
public final class DurationMath {

  private DurationMath() {
  }

  public static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  public static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
