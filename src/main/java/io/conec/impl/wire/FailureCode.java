package io.conec.impl.wire;

import io.conec.ConecError;

/**
 * What the code of a failure that comes over the wire means here.
 */
public final class FailureCode {

  private FailureCode() {
  }

  /**
   * @return the error with this code; {@link ConecError#INTERNAL} when it is not known, or when nobody can have sent it
   * in earnest: that nothing has failed, or what an application has done wrong at its own side
   */
  public static ConecError error(long code) {
    ConecError error = ConecError.of(code);
    return switch (error) {
      case NONE, CONFIGURATION, STREAM_CLOSED -> ConecError.INTERNAL;
      default -> error;
    };
  }
}
