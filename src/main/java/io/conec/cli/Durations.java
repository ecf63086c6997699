package io.conec.cli;

import io.conec.impl.config.DurationText;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations in the form that people type and read. */
public final class Durations implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String value) {
    try {
      return DurationText.parse(value.matches("[0-9.]+") ? value + "s" : value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage() + " (no unit: seconds)");
    }
  }

  /** Returns nanoseconds as milliseconds with about three significant digits. */
  public static String millis(long nanos) {
    double millis = nanos / 1e6;
    return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%.0f ms", millis);
  }

  /** Returns nanoseconds as seconds. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
  }
}
