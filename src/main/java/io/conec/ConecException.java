package io.conec;

import io.vertx.core.VertxException;

/**
 * The failure of every operation of this library.
 * <p>
 * {@link #error()} says what went wrong in a form that a program can act on; the message says it to a person,
 * with what can be done about it.
 */
public class ConecException extends VertxException {

  private final ConecError error;
  private final long applicationCode;

  /**
   * @param error   what went wrong
   * @param message the same for a person, with what can be done about it
   */
  public ConecException(ConecError error, String message) {
    this(error, message, null);
  }

  /**
   * @param error   what went wrong
   * @param message the same for a person, with what can be done about it
   * @param cause   what it was caused by, may be {@code null}
   */
  public ConecException(ConecError error, String message, Throwable cause) {
    this(error, message, cause, 0);
  }

  /**
   * @param error           what went wrong
   * @param message         the same for a person, with what can be done about it
   * @param cause           what it was caused by, may be {@code null}
   * @param applicationCode the code given to {@link ConecStream#reset(long)}
   */
  public ConecException(ConecError error, String message, Throwable cause, long applicationCode) {
    super(message, cause, true);
    this.error = error;
    this.applicationCode = applicationCode;
  }

  /**
   * @return what went wrong
   */
  public ConecError error() {
    return error;
  }

  /**
   * @return the code that the resetting side gave to {@link ConecStream#reset(long)} when {@link #error()} is
   * {@link ConecError#STREAM_RESET}, otherwise 0
   */
  public long applicationCode() {
    return applicationCode;
  }

  @Override
  public String toString() {
    return error + ": " + getMessage();
  }
}
