package io.conec.impl.wire;

import io.conec.ConecBroadcast;

/**
 * The rule for names of broadcasts: 1 to {@value ConecBroadcast#MAX_NAME_LENGTH} characters, none of them a control
 * character, so that a name can be printed.
 */
public final class BroadcastName {

  /** The rule, as a sentence for errors. */
  public static final String RULE = "the name of a broadcast must have 1 to " + ConecBroadcast.MAX_NAME_LENGTH
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

  public static boolean isValid(String name) {
    return name != null && !name.isEmpty() && name.length() <= ConecBroadcast.MAX_NAME_LENGTH
      && name.chars().noneMatch(Character::isISOControl);
  }
}
