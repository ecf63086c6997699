package io.conec.cli;

/** A failure whose message is all that the user needs. */
public final class CommandException extends RuntimeException {

  /** Makes a failure with the sentence to print. */
  public CommandException(String message) {
    super(message);
  }

  /** Makes a failure with the sentence to print and what it was caused by. */
  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
