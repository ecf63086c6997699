package io.conec.impl.util;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Text from the other side, before it is shown. */
class PrintableTest {

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\u0007", "\b", "\u001b", "\u007f", "\u0080", "\u009b", "\u061c", "\u200b", "\u200e",
    "\u2028", "\u2029", "\u202a", "\u202e", "\u2060", "\u2066", "\u2069", "\ufeff", "\ufff9", "\ud800", "\udfff"})
  void whatIsObeyedOrHiddenIsSpelledOut(String harmful) {
    assertEquals(String.format("a\\u%04xb", (int) harmful.charAt(0)), Printable.line("a" + harmful + "b"));
  }

  @Test
  void aLineStaysOneLine() {
    assertEquals("one\\r\\ntwo\\u000b\\u0085three", Printable.line("one\r\ntwo\u000b\u0085three"));
    assertEquals("one\ntwo\\u001b\n\nthree", Printable.lines("one\r\ntwo\u001b\r\rthree\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain, \ttab", "\u00e4\u03b1\u05d0\u6f22", "\ud83d\ude00", "\u0645\u06cc\u200c\u062e"})
  void whatIsOnlyReadIsLeftAlone(String harmless) {
    assertEquals(harmless, Printable.line(harmless));
  }

  @Test
  void jsonStaysTheSameJson() {
    JsonObject json = new JsonObject().put("\u009b", "\u001b]0;\u202e\u007f\u2028\udb40\udc41\\\"\n");
    String safe = Printable.line(json.encode());
    assertEquals(safe, Printable.line(safe));
    assertEquals(json, new JsonObject(safe));
  }

  @Test
  void onlyTheBeginningOfALongReasonIsTaken() {
    assertEquals("x".repeat(Printable.MAX_REASON_LENGTH), Printable.reason("x".repeat(1_000_000)));
  }
}
