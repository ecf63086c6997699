package io.conec.impl.util;

import java.util.regex.Pattern;

/**
 * Matches text of the other side with a regular expression that may take exponential time: the number of examined
 * characters is bounded.
 */
public final class BoundedMatch implements CharSequence {

  private static final LimitedWarnings WARNINGS = LimitedWarnings.ofPeers(BoundedMatch.class);

  /**
   * A hundred times the longest address, which takes about a millisecond: a pattern without nested repetitions needs
   * less.
   */
  private static final int MAX_STEPS = 100_000;

  private static final class TooManyStepsException extends RuntimeException {

    TooManyStepsException() {
      super("more than " + MAX_STEPS + " steps", null, false, false);
    }
  }

  private final String text;
  private int steps;

  private BoundedMatch(String text) {
    this.text = text;
  }

  /**
   * @param option the name of the option that has the pattern
   * @return whether the pattern matches the whole text; {@code false} also when this takes too long
   */
  public static boolean matches(String option, Pattern pattern, String text) {
    try {
      return pattern.matcher(new BoundedMatch(text)).matches();
    } catch (TooManyStepsException | StackOverflowError e) {
      WARNINGS.warn(option + " '" + pattern + "' takes too long for a text of " + text.length()
        + " characters, which therefore does not match: simplify the regular expression");
      return false;
    }
  }

  @Override
  public char charAt(int index) {
    if (++steps > MAX_STEPS) {
      throw new TooManyStepsException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
