package io.conec.impl.util;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes text from the other side safe for terminals, logs and error messages. It escapes characters that would begin a
 * line, move the cursor, or reverse or hide text, in the form of escapes in JSON strings.
 */
public final class Printable {

  /** The most characters of a text for users that are sent or accepted: enough for some sentences. */
  public static final int MAX_REASON_LENGTH = 1000;

  /** Format characters that some scripts and emoji need: the zero-width non-joiner and joiner. */
  private static final String HARMLESS_FORMAT = "\u200C\u200D";

  /** The most texts, such as names and addresses, in one sentence. */
  private static final int MAX_SHOWN = 5;

  private Printable() {
  }

  /** Make a reason from the other side safe: one line, cut off when it is long. */
  public static String reason(String text) {
    return line(beginning(text));
  }

  public static String beginning(String text) {
    if (text.length() <= MAX_REASON_LENGTH) {
      return text;
    }
    boolean splits = Character.isSurrogatePair(text.charAt(MAX_REASON_LENGTH - 1), text.charAt(MAX_REASON_LENGTH));
    return text.substring(0, splits ? MAX_REASON_LENGTH - 1 : MAX_REASON_LENGTH);
  }

  /** List the first of several texts, and how many more there are. */
  public static String some(List<String> texts) {
    return String.join(", ", texts.subList(0, Math.min(MAX_SHOWN, texts.size())))
      + (texts.size() > MAX_SHOWN ? ", and " + (texts.size() - MAX_SHOWN) + " more" : "");
  }

  /** Make several lines safe. */
  public static String lines(String text) {
    return text.lines().map(Printable::line).collect(Collectors.joining("\n"));
  }

  /** Make one line safe; tabs stay. */
  public static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(character -> {
      if (isHarmful(character)) {
        escape(line, character);
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

  private static void escape(StringBuilder line, int character) {
    switch (character) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      default -> {
        for (char unit : Character.toChars(character)) {
          line.append(String.format("\\u%04x", (int) unit));
        }
      }
    }
  }
}
