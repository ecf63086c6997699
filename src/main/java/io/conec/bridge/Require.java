package io.conec.bridge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Checks of option values; the messages name the option.
 */
final class Require {

  /** What fits into a bus frame (SPEC.md). */
  private static final int MAX_ADDRESS_LENGTH = 1024;

  private Require() {
  }

  static String notEmpty(String option, String value) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(option + " must not be empty");
    }
    return value;
  }

  static String address(String option, String value) {
    int length = notEmpty(option, value).getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_ADDRESS_LENGTH) {
      throw new IllegalArgumentException(option + " must have at most " + MAX_ADDRESS_LENGTH + " bytes, not " + length);
    }
    return value;
  }

  static <T> T notNull(String option, T value) {
    if (value == null) {
      throw new IllegalArgumentException(option + " must not be null");
    }
    return value;
  }

  static int between(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(option + " must be from " + min + " to " + max + ", not " + value);
    }
    return value;
  }

  static int atLeast(String option, int value, int min) {
    if (value < min) {
      throw new IllegalArgumentException(option + " must be at least " + min + ", not " + value);
    }
    return value;
  }

  static Duration positive(String option, Duration value) {
    if (value == null || value.toMillis() < 1) {
      throw new IllegalArgumentException(option + " must be at least 1 ms");
    }
    return value;
  }
}
