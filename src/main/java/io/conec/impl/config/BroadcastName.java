package io.conec.impl.config;

/**
 * The rule for names of broadcasts: 1 to {@value #MAX_LENGTH} characters, none of them a control
 * character, so that a name can be printed.
 */
public final class BroadcastName {

  /** The longest name, in UTF-16 code units. */
  public static final int MAX_LENGTH = 255;

  /** The rule, as a sentence for errors. */
  public static final String RULE = "the name of a broadcast must have 1 to " + MAX_LENGTH
    + " characters and no control characters";

  private BroadcastName() {
  }

  /**
   * @return the name
   * @throws IllegalArgumentException with the rule, when the name is not valid
   */
  public static String check(String name) {
    if (!isValid(name)) {
      throw new IllegalArgumentException(RULE);
    }
    return name;
  }

  /**
   * @return the name, which an option has
   * @throws OptionException with the rule, when the name is not valid
   */
  public static String check(String option, String name) {
    if (!isValid(name)) {
      throw new OptionException(option, RULE);
    }
    return name;
  }

  public static boolean isValid(String name) {
    return name != null && !name.isEmpty() && name.length() <= MAX_LENGTH
      && name.chars().noneMatch(Character::isISOControl);
  }
}
