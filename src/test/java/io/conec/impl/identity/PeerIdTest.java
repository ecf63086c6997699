package io.conec.impl.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "Z", "0", "-", ".", "_", "shop_1.eu-west", "10.0.0.1", "AZaz09-._"})
  void acceptsAllowedCharacters(String id) {
    assertTrue(PeerId.isValid(id));
    assertSame(id, PeerId.check(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "a@b", "a[b", "a`b", "a{b", "a:b", "a,b", "a*b", "a\nb", "a\u0000b", "aéb",
    "a\u0661b", "aａb", "a\uD83D\uDE00b"})
  void refusesOtherCharactersAndNamesThem(String id) {
    assertFalse(PeerId.isValid(id));
    String message = assertThrows(IllegalArgumentException.class, () -> PeerId.check(id)).getMessage();
    assertTrue(message.endsWith(String.format("this one has U+%04X at index 1", id.codePointAt(1))), message);
    assertFalse(message.contains(id), message);
  }

  @ParameterizedTest
  @NullAndEmptySource
  void refusesNothing(String id) {
    assertFalse(PeerId.isValid(id));
    assertEquals("An id must not be empty",
      assertThrows(IllegalArgumentException.class, () -> PeerId.check(id)).getMessage());
  }

  @Test
  void limitsTheLength() {
    String longest = "x".repeat(253);
    assertSame(longest, PeerId.check(longest));
    String tooLong = longest + "x";
    assertFalse(PeerId.isValid(tooLong));
    assertEquals("An id has at most 253 characters, this one has 254",
      assertThrows(IllegalArgumentException.class, () -> PeerId.check(tooLong)).getMessage());
  }
}
