package io.conec.cli;

import java.util.stream.Collectors;

/** Makes text from the network fit for a terminal: what would move the cursor or turn text around is spelled out. */
final class Printable {

  /** Format characters that scripts and emoji need: the zero-width non-joiner and joiner. */
  private static final String HARMLESS_FORMAT = "\u200C\u200D";

  private Printable() {
  }

  /** Several lines. */
  static String text(String text) {
    return text.lines().map(Printable::line).collect(Collectors.joining("\n"));
  }

  /** One line; a tab stays a tab. */
  static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(character -> {
      if (isHarmful(character)) {
        line.append(String.format(character > 0xFFFF ? "\\U%08x" : "\\u%04x", character));
      } else {
        line.appendCodePoint(character);
      }
    });
    return line.toString();
  }

  private static boolean isHarmful(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL -> character != '\t';
      case Character.FORMAT -> HARMLESS_FORMAT.indexOf(character) < 0;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
      default -> false;
    };
  }
}
