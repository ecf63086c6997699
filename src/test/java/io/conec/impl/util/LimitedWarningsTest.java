package io.conec.impl.util;

import io.conec.test.LogRecorder;
import io.vertx.core.internal.logging.LoggerFactory;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LimitedWarningsTest {

  private long nanos;

  @Test
  void oneInAnIntervalStandsForAll() {
    String name = "io.conec.impl.util.limited";
    LimitedWarnings warnings = new LimitedWarnings(LoggerFactory.getLogger(name), Duration.ofNanos(10), () -> nanos);
    try (LogRecorder log = LogRecorder.warnings()) {
      for (; nanos < 25; nanos++) {
        warnings.warn("at " + nanos);
      }
      assertEquals(List.of("at 0", "at 10 (and 9 more like this since the last warning)",
        "at 20 (and 9 more like this since the last warning)"), log.with("at "));
    }
  }
}
