package io.conec.impl.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: a number and a unit, or ISO-8601.
 */
public final class DurationText {

  /** The forms, in words. */
  public static final String FORMS = "500ms, 10s, 2m, 1h or PT10S";

  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m|h)");

  private DurationText() {
  }

  /**
   * @throws IllegalArgumentException when the text has none of the {@link #FORMS}
   */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * nanos(matcher.group(2))));
    }
    try {
      Duration parsed = Duration.parse(text);
      if (!parsed.isNegative()) {
        return parsed;
      }
    } catch (DateTimeParseException neither) {
      // Refused below.
    }
    throw new IllegalArgumentException("'" + text + "' is not a duration: write " + FORMS);
  }

  private static double nanos(String unit) {
    return switch (unit) {
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }
}
