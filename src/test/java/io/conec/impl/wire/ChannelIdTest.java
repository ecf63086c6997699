package io.conec.impl.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ChannelIdTest {

  @Test
  void isSixteenHexadecimalDigits() {
    assertEquals("0000000000000000", ChannelId.format(0));
    assertEquals("ffffffffffffffff", ChannelId.format(-1));
    assertEquals("0123456789abcdef", ChannelId.format(0x0123_4567_89ab_cdefL));
    assertEquals(0x0123_4567_89ab_cdefL, ChannelId.parse("0123456789abcdef"));
    assertEquals(0x0123_4567_89ab_cdefL, ChannelId.parse("0123456789ABCDEF"));
    assertEquals(Long.MIN_VALUE, ChannelId.parse("8000000000000000"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "012345678901234", "01234567890123456", "0x12345678901234", "-123456789012345",
    "+123456789012345", "012345678901234g", " 12345678901234 ", "٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥"})
  void nothingElseIs(String text) {
    assertThrows(WireException.class, () -> ChannelId.parse(text));
  }

  @Test
  void isRandom() {
    Set<Long> ids = new HashSet<>();
    long anyBit = 0;
    for (int i = 0; i < 1000; i++) {
      long id = ChannelId.random();
      ids.add(id);
      anyBit |= id;
    }
    assertEquals(1000, ids.size());
    assertEquals(-1, anyBit, "some bit is never set");
  }
}
