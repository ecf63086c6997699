package io.conec.impl.coordinator;

import io.conec.impl.util.BoundedMatch;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a rule says about a name: exactly this one, one that matches, or any.
 */
public final class RuleMatcher {

  private RuleMatcher() {
  }

  /**
   * @param exact  the name, {@code null} for none
   * @param option where the regular expression comes from
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
