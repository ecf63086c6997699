package io.conec.impl.util;

/**
 * The numbers of JSON.
 */
public final class JsonNumbers {

  private JsonNumbers() {
  }

  /** Whether this is an integer that fits into a {@code long}. */
  public static boolean isInteger(Object value) {
    return value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte;
  }
}
