package io.conec.cli;

/** The user has ended the command, for example by Ctrl-C: this is not reported as a failure. */
final class Stopped extends RuntimeException {

  Stopped() {
    super("stopped", null, false, false);
  }
}
