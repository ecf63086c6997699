package io.conec.impl.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Checks of option values; the messages name the option.
 */
public final class Require {

  /** Nobody waits for anything longer than that; and sums of durations do not overflow. */
  private static final Duration MAX_DURATION = Duration.ofDays(1);

  /** The most bytes of an event-bus address: it is matched with regular expressions. */
  public static final int MAX_ADDRESS_LENGTH = 1024;

  private Require() {
  }

  public static <T> T notNull(String option, T value) {
    if (value == null) {
      throw new OptionException(option, "must not be null");
    }
    return value;
  }

  public static String notEmpty(String option, String value) {
    if (value == null || value.isEmpty()) {
      throw new OptionException(option, "must not be empty");
    }
    return value;
  }

  /** Checks each value of a list as {@code option[index]}, and copies the list. */
  public static <T> List<T> each(String option, List<T> values, BiFunction<String, T, T> check) {
    List<T> checked = new ArrayList<>();
    for (T value : notNull(option, values)) {
      checked.add(check.apply(option + "[" + checked.size() + "]", value));
    }
    return checked;
  }

  public static <T> List<T> nonEmpty(String option, List<T> values) {
    if (notNull(option, values).isEmpty()) {
      throw new OptionException(option, "must not be empty; leave it out for the default");
    }
    return values;
  }

  /** Refuses a value of an option when another option has one that makes it meaningless. */
  public static void notBoth(String option, Object value, String other, Object valueOfOther) {
    if (value != null && valueOfOther != null) {
      throw new OptionException(option, "cannot be given together with " + other);
    }
  }

  public static void notMore(String option, Duration value, String maxOption, Duration max) {
    if (value.compareTo(max) > 0) {
      throw new OptionException(option, millis(value) + " is more than the " + millis(max) + " of " + maxOption);
    }
  }

  /** Checks the value of an option that {@code null} unsets. */
  public static String orNull(String option, String value, BinaryOperator<String> check) {
    return value == null ? null : check.apply(option, value);
  }

  public static String pattern(String option, String regex) {
    try {
      return Pattern.compile(notEmpty(option, regex)).pattern();
    } catch (PatternSyntaxException e) {
      throw new OptionException(option, "'" + regex + "' is not a valid regular expression: " + e.getDescription()
        + (e.getIndex() < 0 ? "" : " at index " + e.getIndex()));
    }
  }

  public static String address(String option, String value) {
    int length = notEmpty(option, value).getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_ADDRESS_LENGTH) {
      throw new OptionException(option, "must have at most " + MAX_ADDRESS_LENGTH + " bytes, not " + length);
    }
    return value;
  }

  public static int between(String option, int value, int min, int max) {
    return (int) between(option, (long) value, min, max);
  }

  public static long between(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new OptionException(option, "must be from " + min + " to " + max + ", not " + value);
    }
    return value;
  }

  public static int positive(String option, int value) {
    return between(option, value, 1, Integer.MAX_VALUE);
  }

  public static Duration atLeast(String option, Duration value, Duration min) {
    return atLeast(option, value, min, "");
  }

  /** As {@link #atLeast(String, Duration, Duration)}, or 0, which means for ever. */
  public static Duration zeroOrAtLeast(String option, Duration value, Duration min) {
    return Duration.ZERO.equals(value) ? value : atLeast(option, value, min, "0 (for ever), or ");
  }

  private static Duration atLeast(String option, Duration value, Duration min, String orElse) {
    if (value == null || value.compareTo(min) < 0 || value.compareTo(MAX_DURATION) > 0) {
      throw new OptionException(option, "must be " + orElse + "from " + min.toMillis() + " ms to "
        + MAX_DURATION.toMillis() + " ms (a day), not " + (value == null ? "null" : millis(value)));
    }
    return value;
  }

  private static String millis(Duration value) {
    return value.compareTo(MAX_DURATION) > 0 ? value.toString() : value.toMillis() + " ms";
  }
}
