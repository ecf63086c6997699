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
  private final String option;

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
    this(error, message, cause, applicationCode, null);
  }

  /**
   * @param error   what went wrong
   * @param message the same for a person, with what can be done about it
   * @param cause   what it was caused by, may be {@code null}
   * @param option  the name of the option to blame, may be {@code null}
   */
  public ConecException(ConecError error, String message, Throwable cause, String option) {
    this(error, message, cause, 0, option);
  }

  private ConecException(ConecError error, String message, Throwable cause, long applicationCode, String option) {
    super(message, cause, true);
    this.error = error;
    this.applicationCode = applicationCode;
    this.option = option;
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

  /**
   * The option whose value is to blame, or that would help: of those of this client, Coordinator, bridge, stream or
   * broadcast. The message names it, too. An option of the other side is named by the message alone.
   *
   * @return the name of the option, such as {@code trustOptions}, {@code null} when no option of this side is to blame
   */
  public String option() {
    return option;
  }

  @Override
  public String toString() {
    return error + ": " + getMessage();
  }
}
