package io.conec;

import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * The JSON form of durations, milliseconds, which the generated converters leave out.
 */
final class DurationJson {

  private DurationJson() {
  }

  static void read(JsonObject json, String option, Consumer<Duration> setter) {
    Long millis = json.getLong(option);
    if (millis != null) {
      setter.accept(Duration.ofMillis(millis));
    }
  }
}
