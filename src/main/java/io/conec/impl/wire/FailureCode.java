package io.conec.impl.wire;

import io.conec.ConecError;

/**
 * Translates the error codes of failures from the other side.
 */
public final class FailureCode {

  private FailureCode() {
  }

  /**
   * @return the error with this code; {@link ConecError#INTERNAL} when it is not known, or makes no sense from the
   * other side: that nothing has failed, or an error of the local application
   */
  public static ConecError error(long code) {
    ConecError error = ConecError.of(code);
    return switch (error) {
      case NONE, CONFIGURATION, STREAM_CLOSED -> ConecError.INTERNAL;
      default -> error;
    };
  }
}
