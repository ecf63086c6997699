package io.conec.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {

  private final Durations durations = new Durations();

  @ParameterizedTest
  @CsvSource({"0,0", "3,3000", "500ms,500", "1.5s,1500", "2m,120000", "0.25,250", "1h,3600000", "PT1M30S,90000"})
  void readsWhatPeopleType(String text, long millis) {
    assertEquals(millis, durations.convert(text).toMillis());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1s", "1d", "PT-1S", "1.2.3", "1 s", "1e3", "9999999999s"})
  void refusesAnythingElse(String text) {
    assertThrows(TypeConversionException.class, () -> durations.convert(text));
  }

  @ParameterizedTest
  @CsvSource({"412000,0.41 ms", "12340000,12.3 ms", "123456789,123 ms"})
  void printsMilliseconds(long nanos, String text) {
    assertEquals(text, Durations.millis(nanos));
  }
}
