package io.conec.impl.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the word that was probably meant.
 */
final class Spelling {

  /** More than this is another word. */
  private static final int MAX_ERRORS = 3;

  private Spelling() {
  }

  /**
   * @return the candidate that begins like the word does (or the other way around), else the one with the fewest typing
   * errors, if these are few; case, {@code -} and {@code _} do not count
   */
  static Optional<String> nearest(String word, Collection<String> candidates) {
    return candidates.stream()
      .filter(candidate -> distance(word, candidate) <= Math.min(MAX_ERRORS, word.length() / 2))
      .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  private static int distance(String word, String candidate) {
    String a = plain(word);
    String b = plain(candidate);
    return !a.isEmpty() && (a.startsWith(b) || b.startsWith(a)) ? 0 : levenshtein(a, b);
  }

  private static String plain(String word) {
    return word.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  /** The least number of characters to insert, delete or replace: the table of Wagner and Fischer, row by row. */
  private static int levenshtein(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
