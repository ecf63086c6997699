package io.conec.impl.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LiteralPrefixesTest {

  @ParameterizedTest
  @CsvSource({
    "gateway-.*, gateway-", "shop, shop", "a\\.b\\-c.*, a.b-c", "shop?, sho", "shop+, sho", "shop*x, sho", "sho{2}, sh",
    ".*, ''", ".*-gateway, ''", "(a|b)c, ''", "gateway-(a|b), gateway-", "gate[a|b], ''", "gate[ab], gate",
    "gate\\d+, gate", "gate\\Q|\\E, ''", "\\Qgate\\E, ''", "(?i)gate, ''", "ab(?i)gate, ab", "a#b|c, ''",
    "a|, ''", "ab(?i)c|de, ''", "ab$, ab", "^ab, ''"
  })
  void oneIsFoundWhereTheExpressionBeginsWithIt(String regex, String prefix) {
    assertEquals(List.of(prefix), LiteralPrefixes.of(regex));
  }

  @Test
  void eachAlternativeHasItsOwn() {
    assertEquals(List.of("gateway-", "shop", "a.b"), LiteralPrefixes.of("gateway-.*|shop|a\\.b(c|d)"));
  }

  /** Every match begins with a prefix, whatever the expression: otherwise peers would be missing. */
  @Test
  void whatMatchesBeginsWithAPrefix() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] pieces = {"a", "b", "-", ".", "\\.", "*", "?", "+", "|", "(", ")", "[ab]", "(?i)", "(?:", "{0}", "{2}",
      "\\Qa\\E", "^", "$", "\\w", "(?x) ", "#"};
    int matched = 0;
    for (int i = 0; i < 100_000; i++) {
      StringBuilder regex = new StringBuilder();
      for (int length = random.nextInt(7); length >= 0; length--) {
        regex.append(pieces[random.nextInt(pieces.length)]);
      }
      StringBuilder id = new StringBuilder();
      for (int length = random.nextInt(4); length >= 0; length--) {
        id.append("abAB-.".charAt(random.nextInt(6)));
      }
      if (matches(regex.toString(), id.toString())) {
        matched++;
        assertTrue(LiteralPrefixes.of(regex.toString()).stream().anyMatch(id.toString()::startsWith),
          () -> "seed " + seed + ": '" + regex + "' matches " + id + ", prefixes "
            + LiteralPrefixes.of(regex.toString()));
      }
    }
    assertTrue(matched > 1000, () -> "seed " + seed + ": too few expressions match");
  }

  private static boolean matches(String regex, String id) {
    try {
      return Pattern.compile(regex).matcher(id).matches();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
