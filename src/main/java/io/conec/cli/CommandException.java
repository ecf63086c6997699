package io.conec.cli;

/** A failure whose message is sufficient for the user. */
public final class CommandException extends RuntimeException {

  /** Makes a failure with the sentence to print. */
  public CommandException(String message) {
    super(message);
  }

  /** Makes a failure with the sentence to print, and its cause. */
  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
