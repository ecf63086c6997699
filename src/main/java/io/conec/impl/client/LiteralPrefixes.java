package io.conec.impl.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the literal prefixes of the ids that a regular expression matches. The Coordinator gets these and not the
 * expression, so matching costs it little, and other implementations need not know the dialect.
 */
final class LiteralPrefixes {

  private static final List<String> ANY = List.of("");

  private LiteralPrefixes() {
  }

  /**
   * @return a prefix for each alternative; an empty one, which matches every id, where the prefix is not known
   */
  static List<String> of(String regex) {
    List<String> prefixes = new ArrayList<>();
    for (String alternative : alternatives(regex)) {
      prefixes.add(prefix(alternative));
    }
    return prefixes.contains("") ? ANY : prefixes;
  }

  /**
   * Split at each bar that is not in a group. An expression that is too hard to split counts as one that begins with
   * anything.
   */
  private static List<String> alternatives(String regex) {
    List<String> alternatives = new ArrayList<>();
    int begin = 0;
    int depth = 0;
    for (int i = 0; i < regex.length(); i++) {
      switch (regex.charAt(i)) {
        case '[', '#' -> {
          return regex.indexOf('|') < 0 ? List.of(regex) : ANY;
        }
        case '\\' -> {
          if (regex.startsWith("\\Q", i)) {
            return regex.indexOf('|') < 0 ? List.of(regex) : ANY;
          }
          i++;
        }
        case '(' -> depth++;
        case ')' -> depth--;
        case '|' -> {
          if (depth == 0) {
            alternatives.add(regex.substring(begin, i));
            begin = i + 1;
          }
        }
        default -> { }
      }
    }
    alternatives.add(regex.substring(begin));
    // Flags such as (?i) apply to the following alternatives, too.
    return alternatives.size() > 1 && regex.contains("(?") ? ANY : alternatives;
  }

  private static String prefix(String regex) {
    StringBuilder prefix = new StringBuilder();
    int at = 0;
    while (at < regex.length()) {
      boolean escaped = regex.charAt(at) == '\\' && at + 1 < regex.length();
      char c = regex.charAt(escaped ? at + 1 : at);
      if (escaped ? !isMark(c) : !isLiteral(c)) {
        break;
      }
      at += escaped ? 2 : 1;
      if (at < regex.length() && "?*+{".indexOf(regex.charAt(at)) >= 0) {
        break;
      }
      prefix.append(c);
    }
    return prefix.toString();
  }

  private static boolean isLiteral(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
  }

  private static boolean isMark(char c) {
    return c == '.' || c == '-' || c == '_';
  }
}
