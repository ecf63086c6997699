package io.conec;

import io.vertx.core.VertxException;

/**
 * The failure of an operation of clients, Coordinators, channels, streams and broadcasts. Messages through a bridge
 * fail with a {@link io.vertx.core.eventbus.ReplyException}, whose code is that of a {@link ConecError}.
 * <p>
 * {@link #error()} tells a program what went wrong. The message tells a person the same, and what to do about it.
 */
public class ConecException extends VertxException {

  private final ConecError error;
  private final long applicationCode;
  private final String option;

  /**
   * @param error   what went wrong
   * @param message what went wrong and what to do about it, for people
   */
  public ConecException(ConecError error, String message) {
    this(error, message, null);
  }

  /**
   * @param error   what went wrong
   * @param message what went wrong and what to do about it, for people
   * @param cause   the cause, may be {@code null}
   */
  public ConecException(ConecError error, String message, Throwable cause) {
    this(error, message, cause, 0);
  }

  /**
   * @param error           what went wrong
   * @param message         what went wrong and what to do about it, for people
   * @param cause           the cause, may be {@code null}
   * @param applicationCode the code that was passed to {@link ConecStream#reset(long)}
   */
  public ConecException(ConecError error, String message, Throwable cause, long applicationCode) {
    this(error, message, cause, applicationCode, null);
  }

  /**
   * @param error   what went wrong
   * @param message what went wrong and what to do about it, for people
   * @param cause   the cause, may be {@code null}
   * @param option  the name of the option that caused the failure, may be {@code null}
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
   * @return the code that the resetting side passed to {@link ConecStream#reset(long)} when {@link #error()} is
   * {@link ConecError#STREAM_RESET}, otherwise 0
   */
  public long applicationCode() {
    return applicationCode;
  }

  /**
   * The option of this client, Coordinator, bridge, stream or broadcast that caused the failure, or whose change would
   * help. The message names it, too. The message alone names an option of the other side.
   *
   * @return the name of the option, such as {@code trustOptions}; {@code null} when the failure concerns no option of
   * this side
   */
  public String option() {
    return option;
  }

  @Override
  public String toString() {
    return error + ": " + getMessage();
  }
}
