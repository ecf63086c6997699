package io.conec.impl.identity;

/**
 * The rule for ids: 1 to {@value #MAX_LENGTH} characters (the longest DNS name, since the id travels in a certificate's
 * {@code dNSName}), each an ASCII letter or digit, {@code -}, {@code .} or {@code _}. Case matters.
 */
public final class PeerId {

  public static final int MAX_LENGTH = 253;

  private PeerId() {
  }

  public static boolean isValid(String id) {
    return id != null && !id.isEmpty() && id.length() <= MAX_LENGTH && indexOfForbidden(id) < 0;
  }

  /**
   * @return the id
   * @throws IllegalArgumentException when it is not a valid id; the message says why, without the id, which a stranger
   * may have chosen
   */
  public static String check(String id) {
    if (id == null || id.isEmpty()) {
      throw new IllegalArgumentException("An id must not be empty");
    }
    if (id.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
        "An id has at most " + MAX_LENGTH + " characters, this one has " + id.length());
    }
    int forbidden = indexOfForbidden(id);
    if (forbidden >= 0) {
      throw new IllegalArgumentException(String.format(
        "An id consists of ASCII letters, digits, '-', '.' and '_', this one has U+%04X at index %d",
        id.codePointAt(forbidden), forbidden));
    }
    return id;
  }

  private static int indexOfForbidden(String id) {
    for (int i = 0; i < id.length(); i++) {
      if (!isAllowed(id.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isAllowed(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_';
  }
}
