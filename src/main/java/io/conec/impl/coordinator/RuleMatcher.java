package io.conec.impl.coordinator;

import io.conec.impl.util.BoundedMatch;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Makes a predicate of a rule about names: one exact name, the names that match, or any name.
 */
public final class RuleMatcher {

  private RuleMatcher() {
  }

  /**
   * @param exact  the name, {@code null} for none
   * @param option the option that has the regular expression
   * @param regex  the regular expression, {@code null} for none
   */
  public static Predicate<String> of(String exact, String option, String regex) {
    if (exact != null) {
      return exact::equals;
    } else if (regex == null) {
      return any -> true;
    }
    Pattern pattern = Pattern.compile(regex);
    return text -> BoundedMatch.matches(option, pattern, text);
  }
}
