package io.conec;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Checks of option values; the messages name the option.
 */
final class Require {

  /** Nothing that is waited for is of use to anybody later; and sums of durations do not overflow. */
  private static final Duration MAX_DURATION = Duration.ofDays(1);

  private Require() {
  }

  static <T> T notNull(String option, T value) {
    if (value == null) {
      throw new IllegalArgumentException(option + " must not be null");
    }
    return value;
  }

  static String notEmpty(String option, String value) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(option + " must not be empty");
    }
    return value;
  }

  static String pattern(String option, String regex) {
    try {
      return Pattern.compile(notEmpty(option, regex)).pattern();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(option + " is no regular expression: " + e.getMessage(), e);
    }
  }

  static int between(String option, int value, int min, int max) {
    return (int) between(option, (long) value, min, max);
  }

  static long between(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(option + " must be from " + min + " to " + max + ", not " + value);
    }
    return value;
  }

  static Duration atLeast(String option, Duration value, Duration min) {
    if (value == null || value.compareTo(min) < 0 || value.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(option + " must be from " + min.toMillis() + " ms to "
        + MAX_DURATION.toMillis() + " ms (a day), not " + (value == null ? "null" : millis(value)));
    }
    return value;
  }

  private static String millis(Duration value) {
    return value.compareTo(MAX_DURATION) > 0 ? value.toString() : value.toMillis() + " ms";
  }
}
